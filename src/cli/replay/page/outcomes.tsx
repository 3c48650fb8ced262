/**
 * The outcome of each part in words, and the log line.
 *
 * @module
 */

import { LOG_LINE_BYTES } from "../../../report/log-line";
import { Badge, type Tone } from "../../shared/html/elements";
import { outcomesIn } from "../../shared/log-line";
import { outcomeWords, savedWords } from "../../shared/outcome-words";
import type { LoginFacts } from "./login-facts";

const TONES: Readonly<Record<string, Tone>> = {
  updated: "good",
  unchanged: "good",
  removed: "good",
  trimmed: "warning",
};

/** The color of an outcome, or of the result of a login. */
export function toneOf(outcome: string): Tone {
  if (outcome === "partial") return "warning";
  return isFailure(outcome) ? "bad" : (TONES[outcome] ?? "neutral");
}

function isFailure(outcome: string): boolean {
  return outcome.startsWith("failed");
}

/** @param isShort whether only failures and other surprises need words */
export function Outcomes({
  facts: { line, configuration },
  isShort,
}: {
  facts: LoginFacts;
  isShort: boolean;
}) {
  if (!line) return <p>No part was read, and nothing was logged.</p>;
  const outcomes = outcomesIn(line);
  const { saved } = line;
  if (outcomes.length === 0) return <p>No part was read.</p>;
  const permissionOf = (name: string) => configuration.parts.find((part) => part.name === name)?.permission;
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
        {outcomes.map(([name, outcome]) => (
          <Row
            name={name}
            outcome={outcome}
            words={
              isShort && toneOf(outcome) === "good"
                ? ""
                : `${outcomeWords(outcome)}${needs(outcome, permissionOf(name))}`
            }
          />
        ))}
        {typeof saved === "string" && (
          <Row name="saved" outcome={saved} words={isShort && !isFailure(saved) ? "" : savedWords(saved)} />
        )}
      </tbody>
    </table>
  );
}

function needs(outcome: string, permission: string | undefined): string {
  const isPermission = outcome === "failed:permission" || outcome === "failed:limited";
  return isPermission && permission !== undefined ? ` Reading it needs ${permission}.` : "";
}

function Row({ name, outcome, words }: { name: string; outcome: string; words: string }) {
  const tone = name === "saved" && !isFailure(outcome) ? "good" : toneOf(outcome);
  return (
    <tr>
      <th>
        <code>{name}</code>
      </th>
      <td>
        <Badge tone={tone}>{outcome}</Badge>
      </td>
      {words !== "" && <td class="wide">{words}</td>}
    </tr>
  );
}

/** The lines as they were logged. */
export function LogLine({ logged }: { logged: readonly string[] }) {
  if (logged.length === 0) return null;
  return (
    <>
      <p class="muted">
        Log line, {Buffer.byteLength(logged[0] ?? "")} of {LOG_LINE_BYTES} bytes
      </p>
      {logged.map((text) => (
        <p class="log">
          <code>{text}</code>
        </p>
      ))}
    </>
  );
}
