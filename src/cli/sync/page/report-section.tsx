/**
 * The lines of the report.
 *
 * @module
 */

import type { ReportLine } from "../../../sync/summary";
import { Section } from "../../shared/html/elements";
import { formatCount } from "../../shared/html/format";
import type { RunFacts } from "./facts";

/** Lines of the report. */
export function ReportSection({ lines, rest }: NonNullable<RunFacts["report"]>) {
  return (
    <Section title="Lines of the report">
      <p class="muted">
        User IDs are personal data. Delete this page when you no longer need it.
        {rest > 0 && ` The report has ${formatCount(rest, "more line")}.`}
      </p>
      {lines.length === 0 ? (
        <p>The report has no lines: every user is unchanged.</p>
      ) : (
        <table class="stack report">
          <thead>
            <tr>
              <th scope="col">User ID</th>
              <th scope="col">Result</th>
              <th scope="col">Parts</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row" class="wide">
                  <code>{line.user_id}</code>
                </th>
                <td>{line.result}</td>
                <td class="wide muted">{partsText(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** The outcomes of a line, such as `profile updated, manager none`. */
function partsText(line: ReportLine): string {
  return Object.entries(line)
    .filter(([key]) => key !== "user_id" && key !== "result")
    .map((entry) => entry.join(" "))
    .join(", ");
}
