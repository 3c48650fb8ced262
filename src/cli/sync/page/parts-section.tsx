/**
 * The outcomes of each part.
 *
 * @module
 */

import type { OutcomeKind } from "../../../sync/outcomes";
import type { Summary } from "../../../sync/summary";
import { type Color, Legend, StackedBar } from "../../shared/html/bars";
import { Section } from "../../shared/html/elements";
import { formatCount, formatNumber } from "../../shared/html/format";
import type { PartRow } from "./part-rows";
import { outcomeLabel, partWords } from "./words";

const COLORS: Readonly<Record<OutcomeKind, Color>> = {
  updated: 1,
  removed: 2,
  trimmed: 3,
  held_back: 4,
  failed: 5,
  unchanged: 6,
  not_found: 7,
  none: 8,
  fresh: 8,
  off: 8,
};

const STOPPED = " Removals that were still waiting when the run was stopped are not counted.";

/** One bar for each part. @param summary its number of users is the full width */
export function PartsSection({
  rows,
  summary: { users, sync },
}: {
  readonly rows: readonly PartRow[];
  readonly summary: Summary;
}) {
  const hasFailures = rows.some(({ counts }) => counts.some(({ kind }) => kind === "failed"));
  return (
    <Section title="Outcomes by part">
      {rows.length === 0 ? (
        <p>No part was read for any user.</p>
      ) : (
        <p class="muted">
          The full width of a bar is {formatCount(users, "user")}. A bar is shorter if the part was not read
          for all of them.{sync === "stopped" && STOPPED}
          {hasFailures && " Failed: not read, or not saved."}
        </p>
      )}
      {rows.map(({ part, counts, read }) => {
        const segments = counts.map(({ kind, count }) => ({
          label: outcomeLabel(kind),
          value: count,
          color: COLORS[kind],
          text: formatNumber(count),
        }));
        const name = partWords(part);
        return (
          <div class="part">
            <h3>
              {name}{" "}
              <small>
                {formatNumber(read)} of {formatCount(users, "user")}
              </small>
            </h3>
            <StackedBar label={`${name}, ${formatCount(users, "user")}`} segments={segments} total={users} />
            <Legend segments={segments} />
          </div>
        );
      })}
    </Section>
  );
}
