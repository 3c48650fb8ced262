/**
 * The last look before anything reaches the disk: it trusts nothing of the scrubbing but the texts that it made.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { isRecord } from "../../json";
import { FIELDS } from "./fields";
import type { Scenario } from "../shared/scenario";
import { COMPOSED_IDENTITY } from "./login";
import type { Scrubbed } from "./scrub";

/** Texts as long as this are no words that the Action uses, too, wherever they stand. */
const LONG = 16;

/**
 * Finds recorded data that is still in `scenario`.
 *
 * @param actionCode code of the Action, whose words its log line and its notes in `trimmed` may contain
 * @returns the place, without the data; `undefined` if there is none
 */
export function findLeak(
  scenario: Omit<Scenario, "now">,
  scrubbed: Scrubbed,
  actionCode: string,
): string | undefined {
  const { originals, pseudonyms } = scrubbed;
  for (const derived of derivedTexts(scenario)) pseudonyms.build(derived);
  const answers = scenario.answers.map(({ response }) => response);
  const isIn = (text: string) => !pseudonyms.isBuilt(text) && originals.isIn(text);
  const isLongIn = (text: string) => originals.isIn(text, { atLeast: LONG });
  // A person called Grant is not in "grant User.Read.All", and one called Report not in "entra.directReports".
  const except = (original: string) => actionCode.includes(original);
  const isInOwnWords = (text: string) =>
    originals.isIn(text, { exactly: true, except }) || originals.isIn(text, { atLeast: LONG, except });
  const { expected, ...recorded } = scenario;
  const { log, trimmed, ...data } = withoutOwnWords(expected);
  return (
    findText(answers, isIn, "answers.json", true) ??
    findText(scenario.answers, isIn, "answers.json") ??
    findText(scenario.event, isIn, "event.json") ??
    findText(data, isIn, "expected.json") ??
    findText(log, isInOwnWords, "expected.json: log") ??
    findText(trimmed, isInOwnWords, "expected.json: trimmed") ??
    findText([recorded, data], isLongIn, "the scenario")
  );
}

/** Separates the texts that the Action composes from its own words. */
function withoutOwnWords({ log, ...expected }: Scenario["expected"]) {
  const { entra } = expected.app_metadata;
  if (!isRecord(entra)) return { ...expected, log, trimmed: undefined };
  const { trimmed, ...rest } = entra;
  return { ...expected, app_metadata: { ...expected.app_metadata, entra: rest }, log, trimmed };
}

/** What the Action makes of a picture, and what a request is called. */
function derivedTexts({ answers, expected }: Omit<Scenario, "now">): string[] {
  const pictures = answers.flatMap(({ responseIsBinary, response }) =>
    responseIsBinary && typeof response === "string" ? [Buffer.from(response, "hex")] : [],
  );
  const photo = expected.app_metadata.thumbnailPhoto;
  const isDrawn = (url: string) =>
    pictures.some((bytes) => url.slice(url.indexOf(",") + 1) === bytes.toString("base64"));
  const entra = expected.app_metadata.entra;
  const sync = isRecord(entra) ? entra.sync : undefined;
  return [
    ...pictures.map((bytes) => createHash("sha256").update(bytes).digest("hex")),
    ...(typeof photo === "string" && isDrawn(photo) ? [photo] : []),
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
