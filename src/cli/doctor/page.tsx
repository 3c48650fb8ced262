/**
 * The checks as a page.
 *
 * @module
 */

import { renderDocument } from "../shared/html/document";
import { Badge, ExternalLink, Section as Panel, type Tone } from "../shared/html/elements";
import { formatCount } from "../shared/html/format";
import type { Check, Mark, Section } from "./checks";

const TONES: Readonly<Record<Mark, Tone>> = {
  ok: "good",
  failed: "bad",
  warning: "warning",
  unchecked: "neutral",
};
const WORDS: Readonly<Record<Mark, string>> = {
  ok: "passed",
  failed: "failed",
  warning: "warning",
  unchecked: "not checked",
};

/** The columns have the same width in all sections. */
const STYLES = `
@media (min-width: 700px) {
  .checks { table-layout: fixed; }
  .checks tr > :first-child { width: 240px; }
  .checks tr > :nth-child(2) { width: 140px; }
}`;

/** A check and where it is on the page. */
interface Place {
  readonly check: Check;
  readonly id: string;
}

/** The page of all checks, with the failed ones first. @param writtenAt milliseconds since the epoch */
export function doctorPage(sections: readonly Section[], writtenAt: number): string {
  const places = sections.map(({ checks }, section) =>
    checks.map((check, index) => ({ check, id: `check-${section + 1}-${index + 1}` })),
  );
  const all = places.flat();
  const failed = all.filter(({ check }) => check.mark === "failed");
  const title = failed.length === 0 ? "No check failed" : `${formatCount(failed.length, "check")} failed`;
  return renderDocument({
    title: `Doctor: ${title}`,
    styles: STYLES,
    writtenAt,
    children: (
      <>
        <h1>{title}</h1>
        <p class="lead">
          Checks of settings, tokens, permissions and reads: {countsOf(all)}. Nothing was written.
        </p>
        <ToChange failed={failed} />
        {sections.map((section, index) => (
          <Panel title={section.title}>
            <Checks places={places[index] ?? []} />
          </Panel>
        ))}
      </>
    ),
  });
}

function countsOf(all: readonly Place[]): string {
  const marks: readonly Mark[] = ["ok", "failed", "warning", "unchecked"];
  const counts = marks.map((mark) => ({
    mark,
    count: all.filter(({ check }) => check.mark === mark).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ mark, count }) =>
      mark === "warning" ? formatCount(count, "warning") : `${count} ${WORDS[mark]}`,
    )
    .join(", ");
}

function ToChange({ failed }: { readonly failed: readonly Place[] }) {
  if (failed.length === 0) return null;
  return (
    <div class="callout bad">
      <strong>What to change</strong>
      <ul>
        {failed.map(({ check, id }) => (
          <li>
            <a href={`#${id}`}>{check.name}</a>: {check.text}
            <PageLink url={check.url} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PageLink({ url }: { readonly url: string | undefined }) {
  if (url === undefined) return null;
  return (
    <>
      {" "}
      <ExternalLink url={url}>Open the page on which to change it</ExternalLink>
    </>
  );
}

function Checks({ places }: { readonly places: readonly Place[] }) {
  return (
    <table class="stack checks">
      <thead>
        <tr>
          <th>Check</th>
          <th>Result</th>
          <th>Details</th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ check: { mark, name, text, url }, id }) => (
          <tr id={id}>
            <th>
              <code>{name}</code>
            </th>
            <td>
              <Badge tone={TONES[mark]}>{WORDS[mark]}</Badge>
            </td>
            <td class="wide">
              {text}
              <PageLink url={url} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
