/**
 * The last check before a scenario is written. It relies only on the list of texts that the anonymization produced.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { isRecord, without } from "../../json";
import { CONSTANTS, FIELDS } from "./fields";
import type { Scenario } from "../shared/scenario";
import { COMPOSED_IDENTITY } from "./login";
import { type IsOwn, collectOwnWords } from "./own-words";
import type { AnonymizedRecording } from "./anonymize";

/** In characters. Originals of this length do not occur by chance, so they are looked for even in safe texts. */
const LONG = 16;

/** Whether a text of this field contains recorded data. */
type IsLeak = (text: string, field: string) => boolean;

/**
 * Finds recorded data that is still in `scenario`.
 *
 * Two kinds of places have different rules. In data, such as names in a response, every recorded text is a leak. Places
 * that the Action or this command composes, such as the log line, paths and headers, may contain their own words: a hint
 * "grant ProfilePhoto.Read.All" does not reveal a person called Grant or Photo.
 *
 * @param actionCode code of the Action, which contains its own words
 * @returns the place, without the data; `undefined` if there is none
 */
export function findLeak(
  scenario: Omit<Scenario, "now">,
  anonymized: AnonymizedRecording,
  actionCode: string,
): string | undefined {
  const { originals, replacements } = anonymized;
  const own = collectOwnWords(actionCode);
  for (const text of requestsAndTimes(scenario)) replacements.markComposed(text);
  for (const text of derivedTexts(scenario)) replacements.markSafe(text);
  const isLongLeak: IsLeak = (text) => originals.isAnyIn(text, { minLength: LONG, isOwn: own.ofRecording });
  const isLeakInData: IsLeak = (text, field) =>
    !isConstant(text, field) &&
    (replacements.isSafe(text) ? isLongLeak(text, field) : originals.isAnyIn(text));
  const isLeakInComposed =
    (isOwn: IsOwn): IsLeak =>
    (text, field) =>
      replacements.isComposed(text) ? isLongLeak(text, field) : originals.isAnyIn(text, { isOwn });
  const isLeakInRequest = isLeakInComposed(own.ofRecording);
  const isLeakInResult = isLeakInComposed(own.ofAction);
  const { name, title, answers, event, expected } = scenario;
  const { log, trimmed, photo, sync, requests, ...data } = separateComposed(expected);
  const [tokens, bodies] = separateBodies(answers);
  const requestsOfAnswers = answers.map((answer) => without(answer, "response"));
  return (
    findText(bodies, isLeakInData, "answers.json", true) ??
    findText(tokens, isLeakInRequest, "answers.json", true) ??
    findText(requestsOfAnswers, isLeakInRequest, "answers.json") ??
    findText(event, isLeakInRequest, "event.json") ??
    findText(data, isLeakInData, "expected.json") ??
    findText([requests, photo, sync], isLeakInRequest, "expected.json") ??
    findText(log, isLeakInResult, "expected.json: log") ??
    findText(trimmed, isLeakInResult, "expected.json: trimmed") ??
    findText(title, isLeakInRequest, "scenario.json") ??
    findText(name, isLongLeak, "the name of the scenario")
  );
}

/** Whether `text` is a value of Microsoft that its field keeps, such as an error code. */
function isConstant(text: string, field: string): boolean {
  const kind = FIELDS.get(field);
  return (kind && CONSTANTS[kind]?.has(text)) ?? false;
}

/** Separates what the Action composes of its own words and of placeholders from the data. */
function separateComposed({ log, requests, ...expected }: Scenario["expected"]) {
  const { entra } = expected.app_metadata;
  const { trimmed, photo, sync, ...rest } = isRecord(entra) ? entra : {};
  const app_metadata = { ...expected.app_metadata, ...(isRecord(entra) && { entra: rest }) };
  return { ...expected, app_metadata, log, requests, trimmed, photo, sync };
}

/** Bodies of token responses, which this command composes, and bodies of Graph. */
function separateBodies(answers: Scenario["answers"]): [tokens: unknown[], bodies: unknown[]] {
  const isToken = ({ path }: { readonly path: string }) => path.endsWith("/oauth2/v2.0/token");
  return [
    answers.map((answer) => isToken(answer) && answer.response),
    answers.map((answer) => !isToken(answer) && answer.response),
  ];
}

/** Names of requests, and times in `sync`. */
function requestsAndTimes({ answers, expected }: Omit<Scenario, "now">): string[] {
  const entra = expected.app_metadata.entra;
  const sync = isRecord(entra) ? entra.sync : undefined;
  return [
    ...answers.map(({ method, scope, path }) => `${method} ${new URL(scope).host}${path}`),
    ...(isRecord(sync) ? Object.values(sync).filter((time) => typeof time === "string") : []),
  ];
}

/** Texts that the Action derives from placeholder pictures, and the identity of the event. */
function derivedTexts({ answers, expected }: Omit<Scenario, "now">): string[] {
  const pictures = answers.flatMap(({ responseIsBinary, response }) =>
    responseIsBinary && typeof response === "string" ? [Buffer.from(response, "hex")] : [],
  );
  const photo = expected.app_metadata.thumbnailPhoto;
  const isPlaceholder = (url: string) =>
    pictures.some((bytes) => url.slice(url.indexOf(",") + 1) === bytes.toString("base64"));
  return [
    ...pictures.map((bytes) => createHash("sha256").update(bytes).digest("hex")),
    ...(typeof photo === "string" && isPlaceholder(photo) ? [photo] : []),
    COMPOSED_IDENTITY,
  ];
}

function findText(
  value: unknown,
  isLeak: IsLeak,
  place: string,
  withKeys = false,
  field = "",
): string | undefined {
  if (typeof value === "string") return isLeak(value, field) ? place : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const itemPlace = `${place}, ${/^\w+$/.test(key) ? key : "field"}`;
    const found = findText(item, isLeak, itemPlace, withKeys, Array.isArray(value) ? field : key);
    if (found) return found;
    if (withKeys && !FIELDS.has(key) && isLeak(key, "")) return place;
  }
  return undefined;
}
