/**
 * Words that the Action and this command write themselves. They reveal nothing, even if they are also recorded names.
 *
 * @module
 */

import { readConfiguration } from "../../login/configuration";
import { composeEvent } from "./login";

/** Replaces every access token. */
export const PLACEHOLDER_TOKEN = "fixture-app-token";
/** Replaces the client secret. */
export const PLACEHOLDER_SECRET = "fixture-client-secret";

/** Content types of recorded responses. */
const CONTENT_TYPES = ["application/json", "image/jpeg", "image/png", "image/gif", "image/webp"];

/** Whether all words of `text` that overlap `start` to `end` are own words. */
export type IsOwn = (text: string, start: number, end: number) => boolean;

export interface OwnWords {
  /** Words of the Action, which composes the log line. */
  readonly ofAction: IsOwn;
  /** Words of the Action and of this command, which composes the event and the requests. */
  readonly ofRecording: IsOwn;
}

/** Collects these words. @param actionCode code of the Action */
export function collectOwnWords(actionCode: string): OwnWords {
  const { parts } = readConfiguration({});
  // Parts compose some notes and keys, so these are not in the code as they are stored.
  const composed = parts.flatMap(({ metadataKeys, entraKeys, trims }) => [
    ...metadataKeys,
    ...entraKeys,
    ...trims.map(({ note }) => note),
  ]);
  const ofAction = wordsIn([actionCode, ...composed]);
  // Without IDs, the event consists only of texts of this command.
  const event = composeEvent({ tenantId: "", userId: "", now: new Date(0) }, {});
  const texts = [JSON.stringify(event), PLACEHOLDER_TOKEN, PLACEHOLDER_SECRET, ...CONTENT_TYPES, "Recorded"];
  const ofRecording = new Set([...ofAction, ...wordsIn(texts)]);
  return { ofAction: isMadeOf(ofAction), ofRecording: isMadeOf(ofRecording) };
}

const WORD = /[\p{L}\p{N}_]+/gu;

function wordsIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(WORD) ?? []));
}

/** Letter case counts: `grant` is a word of the Action, `Grant` is a name. */
function isMadeOf(words: ReadonlySet<string>): IsOwn {
  return (text, start, end) =>
    [...text.matchAll(WORD)]
      .filter(({ index, 0: word }) => index < end && index + word.length > start)
      .every(([word]) => words.has(word));
}
