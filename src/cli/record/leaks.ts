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
 * Where in `scenario` something that was recorded is still to be read.
 *
 * @returns the place, without what is there; `undefined` where there is none
 */
export function findLeak(scenario: Omit<Scenario, "now">, scrubbed: Scrubbed): string | undefined {
  const { originals, pseudonyms } = scrubbed;
  for (const derived of derivedTexts(scenario)) pseudonyms.build(derived);
  const { log, ...expected } = scenario.expected;
  const answers = scenario.answers.map(({ response }) => response);
  const isIn = (text: string) => !pseudonyms.isBuilt(text) && originals.isIn(text);
  return (
    findText(answers, isIn, "answers.json", true) ??
    findText(scenario.answers, isIn, "answers.json") ??
    findText(scenario.event, isIn, "event.json") ??
    findText(expected, isIn, "expected.json") ??
    // The Action's own words: a person called Grant is not in "grant User.Read.All".
    findText(log, (text) => originals.isIn(text, { exactly: true }), "expected.json: log") ??
    findText(scenario, (text) => originals.isIn(text, { atLeast: LONG }), "the scenario")
  );
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
