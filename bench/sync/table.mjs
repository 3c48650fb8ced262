/** What was measured, for people. */

const SUBJECTS = {
  sync: "`sync`",
  straightforward: "three requests a person",
  backstage: "Backstage's reader",
};

const inSeconds = (seconds) => (seconds === undefined ? "" : seconds.toFixed(seconds < 10 ? 1 : 0));
const inNumber = (number) => number.toLocaleString("en-US");

/** Markdown. */
export function tableOf({ date, node, delayMs, people, results }) {
  const rows = results.map(
    ({ subject, name, people, graph, auth0, seconds, cpuSeconds, peakMB, ...more }) => {
      const cells = [
        SUBJECTS[subject],
        name,
        inNumber(people),
        inNumber(graph),
        inNumber(auth0),
        inSeconds(seconds),
        inSeconds(cpuSeconds),
        inSeconds(more.listSeconds),
        inSeconds(more.photoSeconds),
        peakMB.toFixed(0),
      ];
      return `| ${cells.join(" | ")} |`;
    },
  );
  const extrapolated = results
    .filter((result) => result.extrapolated)
    .map(({ subject, name, extrapolated: { people, graph, seconds } }) => {
      const numbers = `${inNumber(graph)} requests, ${inNumber(Math.round(seconds))} s`;
      return `- ${SUBJECTS[subject]}, ${name}, extrapolated to ${inNumber(people)} people: ${numbers}`;
    });
  return [
    "| subject | run | people | requests to Graph | requests to Auth0 | seconds | of the processor | of which list | of which photos | peak memory, MB |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    `${date}, Node ${node}, ${delayMs} ms a request, no delay for more than ${inNumber(people)} people, no rate limits.`,
    "Requests for tokens are not counted. A batch is one request. Exports are ready at once.",
    "Aim: at most 400 MB for 100,000 people.",
    ...(extrapolated.length > 0 ? ["", ...extrapolated] : []),
  ].join("\n");
}
