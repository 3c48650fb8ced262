/**
 * The last check before a scenario is written. It relies only on the list of texts that the anonymization produced.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { isRecord } from "../../json";
import { FIELDS } from "./fields";
import type { Scenario } from "../shared/scenario";
import { COMPOSED_IDENTITY } from "./login";
import type { AnonymizedRecording } from "./anonymize";

/** In characters. Originals of this length do not occur by chance, so they are looked for in every text. */
const LONG = 16;

/**
 * Finds recorded data that is still in `scenario`.
 *
 * @param actionCode code of the Action, whose words its log line and its notes in `trimmed` may contain
 * @returns the place, without the data; `undefined` if there is none
 */
export function findLeak(
  scenario: Omit<Scenario, "now">,
  anonymized: AnonymizedRecording,
  actionCode: string,
): string | undefined {
  const { originals, replacements } = anonymized;
  for (const derived of derivedTexts(scenario)) replacements.markSafe(derived);
  const bodies = scenario.answers.map(({ response }) => response);
  const isLeak = (text: string) => !replacements.isSafe(text) && originals.isAnyIn(text);
  const isLongLeak = (text: string) => originals.isAnyIn(text, { minLength: LONG });
  // "grant ProfilePhoto.Read.All" does not reveal a person called Photo, nor "entra.directReports" one called Report.
  const ignore = (original: string) => actionCode.includes(original);
  const isLeakInOwnText = (text: string) =>
    originals.isAnyIn(text, { caseSensitive: true, ignore }) ||
    originals.isAnyIn(text, { minLength: LONG, ignore });
  const { expected, ...recorded } = scenario;
  const { log, trimmed, ...data } = separateOwnTexts(expected);
  return (
    findText(bodies, isLeak, "answers.json", true) ??
    findText(scenario.answers, isLeak, "answers.json") ??
    findText(scenario.event, isLeak, "event.json") ??
    findText(data, isLeak, "expected.json") ??
    findText(log, isLeakInOwnText, "expected.json: log") ??
    findText(trimmed, isLeakInOwnText, "expected.json: trimmed") ??
    findText([recorded, data], isLongLeak, "the scenario")
  );
}

/** Separates `log` and `trimmed`, which the Action composes of its own words, from the data. */
function separateOwnTexts({ log, ...expected }: Scenario["expected"]) {
  const { entra } = expected.app_metadata;
  if (!isRecord(entra)) return { ...expected, log, trimmed: undefined };
  const { trimmed, ...rest } = entra;
  return { ...expected, app_metadata: { ...expected.app_metadata, entra: rest }, log, trimmed };
}

/** Texts that the Action derives from placeholders, and names of requests. */
function derivedTexts({ answers, expected }: Omit<Scenario, "now">): string[] {
  const pictures = answers.flatMap(({ responseIsBinary, response }) =>
    responseIsBinary && typeof response === "string" ? [Buffer.from(response, "hex")] : [],
  );
  const photo = expected.app_metadata.thumbnailPhoto;
  const isPlaceholder = (url: string) =>
    pictures.some((bytes) => url.slice(url.indexOf(",") + 1) === bytes.toString("base64"));
  const entra = expected.app_metadata.entra;
  const sync = isRecord(entra) ? entra.sync : undefined;
  return [
    ...pictures.map((bytes) => createHash("sha256").update(bytes).digest("hex")),
    ...(typeof photo === "string" && isPlaceholder(photo) ? [photo] : []),
    ...answers.map(({ method, scope, path }) => `${method} ${new URL(scope).host}${path}`),
    COMPOSED_IDENTITY,
    ...(isRecord(sync) ? Object.values(sync).filter((time) => typeof time === "string") : []),
  ];
}

function findText(
  value: unknown,
  isLeak: (text: string) => boolean,
  place: string,
  withKeys = false,
): string | undefined {
  if (typeof value === "string") return isLeak(value) ? place : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = findText(item, isLeak, `${place}, ${/^\w+$/.test(key) ? key : "field"}`, withKeys);
    if (found) return found;
    if (withKeys && !FIELDS.has(key) && isLeak(key)) return place;
  }
  return undefined;
}
