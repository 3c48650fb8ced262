/** What was measured, for people. */

const SUBJECTS = {
  action: "this Action",
  rule: "the Rule it replaces",
  samples: "the vendors' samples put together",
};

/** Ratios that are aimed at. */
const AIMS = [
  { name: "first login on a cold instance", column: "cold", against: "samples", atMost: 0.48 },
  { name: "something changed", column: "changed", against: "rule", atMost: 0.51 },
  { name: "nothing changed", column: "unchanged", against: "rule", atMost: 0.26 },
];

const inMs = (ms) => (ms < 10 ? ms.toFixed(ms < 1 ? 2 : 1) : ms.toFixed(0));
const withRequests = ({ ms, requests }) => `${inMs(ms)} (${requests})`;

/** How the Action's times relate to those of the others. */
export function ratiosOf(measured) {
  return AIMS.map(({ name, column, against, atMost }) => {
    const ratio = measured.action[column].ms / measured[against][column].ms;
    return { name, column, against, ratio: Number(ratio.toFixed(3)), atMost };
  });
}

/** Markdown. */
export function tableOf({ date, node, delayMs, processes, measured }) {
  const rows = Object.entries(measured).map(([subject, it]) => {
    const logins = [it.cold, it.changed, it.unchanged, it.idle, it.fresh].map(withRequests);
    return `| ${[SUBJECTS[subject], inMs(it.load.ms), ...logins, it.memoryMB.toFixed(0)].join(" | ")} |`;
  });
  const ratios = ratiosOf(measured).map(
    ({ name, against, ratio, atMost }) =>
      `- ${name}: ${ratio.toFixed(2)} of ${SUBJECTS[against]} (aim: at most ${atMost})`,
  );
  return [
    "| ms (requests) | load of the file | cold, with load | changed | unchanged | unchanged, after 10 s idle | fresh | memory, MB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    `${date}, Node ${node}, ${delayMs} ms a request, medians of ${processes} processes each.`,
    "",
    ...ratios,
  ].join("\n");
}
