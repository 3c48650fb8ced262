/**
 * The changes to `app_metadata` as a table.
 *
 * @module
 */

import { More } from "../../shared/html/elements";
import { formatBytes, formatCount, shorten } from "../../shared/html/format";
import { Photo } from "../../shared/html/photo";
import { type Change, MAX_KEY, changesWithin, isPhoto, shownText } from "./changes";

/** Bytes of a table. More rows than fit are only counted. */
const MAX_BYTES = 50_000;

const WORDS: Readonly<Record<Change["kind"], string>> = {
  added: "+ added",
  changed: "~ changed",
  removed: "− removed",
  unchanged: "same",
};

/** @param isShort whether values are cut early and unchanged keys are only counted */
export function ChangesTable({
  changes,
  isShort = false,
}: {
  readonly changes: readonly Change[];
  readonly isShort?: boolean;
}) {
  const changed = changes.filter(({ kind }) => kind !== "unchanged");
  const same = changes.filter(({ kind }) => kind === "unchanged");
  const maxCharacters = isShort ? 80 : 300;
  return (
    <>
      {changed.length === 0 ? (
        <p>Nothing changed.</p>
      ) : (
        <Rows changes={changed} maxCharacters={maxCharacters} />
      )}
      {same.length > 0 && isShort && <p class="muted">{formatCount(same.length, "key")} unchanged</p>}
      {same.length > 0 && !isShort && (
        <details>
          <summary>{formatCount(same.length, "unchanged key")}</summary>
          <Rows changes={same} maxCharacters={maxCharacters} />
        </details>
      )}
    </>
  );
}

function Rows({ changes, maxCharacters }: { changes: readonly Change[]; maxCharacters: number }) {
  const shown = changesWithin(changes, maxCharacters, MAX_BYTES);
  const isUnchanged = changes.every(({ kind }) => kind === "unchanged");
  const hasBefore = changes.some(({ before }) => before !== undefined);
  return (
    <>
      <table class={isUnchanged ? "stack changes two" : "stack changes"}>
        <thead>
          <tr>
            <th>Key</th>
            {isUnchanged ? (
              <th>Value</th>
            ) : (
              <>
                <th>Change</th>
                {hasBefore && <th>Before</th>}
                <th>After</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((change) => (
            <Row change={change} hasBefore={hasBefore} maxCharacters={maxCharacters} />
          ))}
        </tbody>
      </table>
      <More count={changes.length - shown.length} />
    </>
  );
}

function Row({
  change: { key, kind, before, after },
  hasBefore,
  maxCharacters,
}: {
  readonly change: Change;
  /** Whether the table has a column of former values. */
  readonly hasBefore: boolean;
  readonly maxCharacters: number;
}) {
  const value = (of: unknown) => <Value value={of} maxCharacters={maxCharacters} />;
  return (
    <tr>
      <th>
        <code>{shorten(key, MAX_KEY)}</code>
      </th>
      {kind === "unchanged" ? (
        <td class="wide">{value(after)}</td>
      ) : (
        <>
          <td class={kind}>{WORDS[kind]}</td>
          {hasBefore && <td class="before">{before === undefined ? "" : <del>{value(before)}</del>}</td>}
          <td>{after === undefined ? "" : <ins>{value(after)}</ins>}</td>
        </>
      )}
    </tr>
  );
}

function Value({ value, maxCharacters }: { value: unknown; maxCharacters: number }) {
  if (isPhoto(value)) {
    const type = value.slice("data:".length, value.indexOf(";"));
    const bytes = Buffer.byteLength(value.slice(value.indexOf(",") + 1), "base64");
    const text = `${shorten(type, 40)}, ${formatBytes(bytes)}`;
    return (
      <>
        <Photo url={value} alt="" fallback={null} /> {text}
      </>
    );
  }
  return <code>{shownText(value, maxCharacters)}</code>;
}

/** Keys and values, for example of the ID token. */
export function ValuesTable({ values }: { values: Readonly<Record<string, unknown>> }) {
  return (
    <table class="stack changes two">
      <thead>
        <tr>
          <th>Claim</th>
          <th>Value</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(values).map(([key, value]) => (
          <tr>
            <th>
              <code>{shorten(key, MAX_KEY)}</code>
            </th>
            <td class="wide">
              <Value value={value} maxCharacters={300} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
