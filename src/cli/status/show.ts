/**
 * The status as a table.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { printable, wrap } from "../shared/output";
import { table } from "../shared/table";
import type { Status } from "./read";

type Row = readonly [isAsExpected: boolean, name: string, text: string];

/** A title and a row for each property. @param width maximum number of characters on a line */
export function showStatus(status: Status, colors: Colors, width: number): string {
  const { action, domain } = status;
  const rows = rowsOf(status).map(([isAsExpected, name, text]) => [
    isAsExpected ? colors.green("✓") : colors.red("✗"),
    name,
    printable(text),
  ]);
  const closing = closingOf(status);
  return [
    colors.bold(`"${action.name}" at ${domain}`),
    table(rows, { width }),
    ...(closing === "" ? [] : ["", wrap(closing, width)]),
  ].join("\n");
}

function rowsOf(status: Status): Row[] {
  const { action, deployed, differences, secrets, flow } = status;
  if (!action.id) return [[false, "deployed", "no: there is no Action with this name"]];
  if (!deployed) return [[false, "deployed", "no: there is only a draft"]];
  const rows = (["code", "runtime", "dependencies", "trigger"] as const).map((name): Row => {
    const difference = differences.find(({ what }) => what === name);
    return [!difference, name, difference ? `differs: ${difference.detail}` : "same as the local files"];
  });
  return [
    [true, "deployed", `version ${deployed.version ?? "unknown"}, ${describeDate(deployed.date)}`],
    ...rows,
    [secrets.missing.length + secrets.additional.length === 0, "secrets", describeSecrets(secrets)],
    [
      flow !== undefined,
      "flow",
      flow ? `position ${flow.position} of ${flow.count} in the ${flow.trigger} flow` : "not in the flow",
    ],
  ];
}

/** Without Auth0's fractions of a second. */
function describeDate(date = "date unknown"): string {
  return date.replace(/\.\d+Z$/, "Z");
}

function describeSecrets({ names, missing, additional }: Status["secrets"]): string {
  const differing = [
    ...(missing.length > 0 ? [`not in Auth0: ${missing.join(", ")}`] : []),
    ...(additional.length > 0 ? [`only in Auth0: ${additional.join(", ")}`] : []),
  ];
  return differing.length > 0 ? differing.join("; ") : names.join(", ") || "none";
}

function closingOf({ status, has_draft_changes, deployed }: Status): string {
  return [
    ...(status === "different"
      ? ["Run `npm run deploy -- --dry-run` to show what a deployment would change."]
      : []),
    ...(has_draft_changes && deployed
      ? ["The draft in Auth0 has changes that are not deployed. The next deployment replaces them."]
      : []),
  ].join(" ");
}
