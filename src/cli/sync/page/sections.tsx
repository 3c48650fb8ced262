/**
 * What happened to the users: parts, failures, held back removals, skipped users, and the lines of the report.
 *
 * @module
 */

import { reasonWords } from "../../shared/reason-words";
import { HELD_BACK_HINT } from "../../../sync/hints";
import type { OutcomeKind } from "../../../sync/outcomes";
import type { ReportLine, Summary } from "../../../sync/summary";
import type { FailureCount } from "../../../sync/sync";
import { type Color, Legend, StackedBar } from "../../shared/html/bars";
import { Section } from "../../shared/html/elements";
import { formatCount, formatNumber, sentence } from "../../shared/html/format";
import type { RunFacts } from "./facts";
import type { PartRow } from "./part-rows";
import { outcomeLabel, partWords, placeWords, skipWords } from "./words";

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

/** One bar for each part. @param summary its users are the full width */
export function PartsSection({
  rows,
  summary: { users, sync },
}: {
  readonly rows: readonly PartRow[];
  readonly summary: Summary;
}) {
  return (
    <Section title="Outcomes by part">
      {rows.length === 0 ? (
        <p>No part was read for any user.</p>
      ) : (
        <p class="muted">
          Each bar is as wide as {formatCount(users, "user")}. Its end is empty if the part was not read for
          all of them.
          {sync === "stopped" && " Removals that the stopped run did not decide are not counted."} “Failed”
          means that the part was not read, or that it was not saved.
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

/** Failures with what to do about each. */
export function FailuresSection({ failures }: { readonly failures: readonly FailureCount[] }) {
  return (
    <Section title="Failures">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col" class="n">
              Number
            </th>
            <th scope="col">Reason</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ what, reason, count, hint }) => (
            <tr>
              <th scope="row">
                <strong>{placeWords(what)}</strong>
              </th>
              <td class="n">
                <strong>{formatNumber(count)}</strong>
              </td>
              <td class="wide">{sentence(reasonWords(reason))}</td>
              <td class="wide">{sentence(hint)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Removals that were not written, by part. */
export function HeldBackSection({ heldBack }: { readonly heldBack: Readonly<Record<string, number>> }) {
  return (
    <Section title="Removals held back">
      <p>
        More values would be removed than the limit allows, so none of them was removed.{" "}
        {sentence(HELD_BACK_HINT)}
      </p>
      <CountTable name="Part" counts={heldBack} wordsOf={partWords} />
    </Section>
  );
}

/** Why users were skipped. */
export function SkippedSection({ skipped }: { readonly skipped: Readonly<Record<string, number>> }) {
  return (
    <Section title="Skipped users">
      <CountTable name="Reason" counts={skipped} wordsOf={skipWords} />
    </Section>
  );
}

function CountTable({
  name,
  counts,
  wordsOf,
}: {
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly wordsOf: (key: string) => string;
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col" class="n">
            Number
          </th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(counts).map(([key, count]) => (
          <tr>
            <th scope="row">{wordsOf(key)}</th>
            <td class="n">{formatNumber(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

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
