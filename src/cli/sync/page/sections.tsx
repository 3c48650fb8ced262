/**
 * Failures, removals that were held back, and users who were not updated.
 *
 * @module
 */

import { reasonWords } from "../../shared/reason-words";
import { skipHint } from "../../../sync/hints";
import type { HeldBack, Summary, SyncSkipReason } from "../../../sync/summary";
import type { FailureCount } from "../../../sync/sync";
import { Section } from "../../shared/html/elements";
import { formatCount, formatNumber, sentence } from "../../shared/html/format";
import { NumbersTable } from "./numbers-table";
import { partWords, placeWords, skipWords } from "./words";

/** Failures with what to do about each. */
export function FailuresSection({ failures }: { readonly failures: readonly FailureCount[] }) {
  return (
    <Section title="Failures">
      <table class="stack failures">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col" class="n">
              Count
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
export function HeldBackSection({ heldBack }: { readonly heldBack: readonly HeldBack[] }) {
  return (
    <Section title="Removals held back">
      <p>
        More values of a part would be removed than the limit allows, so no value of any part was removed.
      </p>
      <NumbersTable
        heads={["Part", "Count", "Limit", "Users with it"]}
        rows={heldBack.map(({ part, count, limit, owners }) => [partWords(part), count, limit, owners])}
      />
    </Section>
  );
}

/** Why users were skipped, and what to do about it. */
export function SkippedSection({ skipped }: Pick<Summary, "skipped">) {
  return (
    <Section title="Skipped users">
      <p>Their stored data is kept, except data of a former identity.</p>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col" class="n">
              Count
            </th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {(Object.entries(skipped) as [SyncSkipReason, number][]).map(([reason, count]) => (
            <tr>
              <th scope="row">{skipWords(reason)}</th>
              <td class="n">{formatNumber(count)}</td>
              <td class="wide">{sentence(skipHint(reason))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** What happens to users that the directory does not contain. */
export function NotFoundSection({ count }: { readonly count: number }) {
  return (
    <Section title="Users not found in the directory">
      <p>
        The directory does not contain {formatCount(count, "user")}. Nothing is removed. Gaps are filled from
        the claims.
      </p>
      <p>
        This is normal for users who left the company. If others are not found, check{" "}
        <code>AZURE_TENANT_ID</code> and <code>ENTRA_TENANTS</code>.
      </p>
    </Section>
  );
}
