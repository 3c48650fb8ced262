/**
 * The outcome of each part in words, and the log line.
 *
 * @module
 */

import { LOG_LINE_BYTES } from "../../../report/log-line";
import { Badge, type Tone } from "../../shared/html/elements";
import type { PartLog } from "../../shared/log-line";
import type { LoginFacts } from "./login-facts";
import { isChange, outcomeWords, savedWords } from "./words";

const TONES: Readonly<Record<PartLog["kind"], Tone>> = {
  updated: "good",
  unchanged: "good",
  removed: "good",
  trimmed: "warning",
  none: "neutral",
  off: "neutral",
  fresh: "neutral",
  failed: "bad",
};

/** @param isShort whether successful outcomes have no sentence */
export function Outcomes({ facts, isShort }: { readonly facts: LoginFacts; readonly isShort: boolean }) {
  const { line } = facts;
  if (!line) return <p>No part was read, and nothing was logged.</p>;
  const { outcomes, saved } = line;
  if (outcomes.size === 0) return <p>No part was read.</p>;
  const isUnsaved = saved?.failure !== undefined;
  return (
    <table class="stack outcomes">
      <thead>
        <tr>
          <th>Part</th>
          <th>Outcome</th>
          <th>Meaning</th>
        </tr>
      </thead>
      <tbody>
        {[...outcomes].map(([name, outcome]) => {
          const tone = isUnsaved && isChange(outcome) ? "neutral" : TONES[outcome.kind];
          const words = isShort && tone === "good" ? "" : outcomeWords(name, outcome, facts);
          return <Row name={name} text={outcome.text} tone={tone} words={words} />;
        })}
        {saved && (
          <Row
            name="saved"
            text={saved.text}
            tone={isUnsaved ? "bad" : "good"}
            words={isShort && !isUnsaved ? "" : savedWords(saved)}
          />
        )}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly name: string;
  readonly text: string;
  readonly tone: Tone;
  readonly words: string;
}

function Row({ name, text, tone, words }: RowProps) {
  return (
    <tr>
      <th>
        <code>{name}</code>
      </th>
      <td>
        <Badge tone={tone}>{text}</Badge>
      </td>
      {words !== "" && <td class="wide">{words}</td>}
    </tr>
  );
}

/** Where a log line may be broken. */
const BEFORE_PROPERTY = /(?<=,)(?=")/;

/** The lines as they were logged. */
export function LogLines({ logged }: { readonly logged: readonly string[] }) {
  if (logged.length === 0) return null;
  return (
    <>
      <p class="muted">
        Log line, {Buffer.byteLength(logged[0] ?? "")} of {LOG_LINE_BYTES} bytes
      </p>
      {logged.map((text) => (
        <p class="log">
          <code>
            {text.split(BEFORE_PROPERTY).map((property) => (
              <>
                {property}
                <wbr />
              </>
            ))}
          </code>
        </p>
      ))}
    </>
  );
}
