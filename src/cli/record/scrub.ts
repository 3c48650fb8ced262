/**
 * A recording without the people in it. Pure: what was exchanged in, what may be kept out.
 *
 * @module
 */

import { ownText } from "../../json";
import { PERSON_PROPERTIES } from "../../parts/person";
import { isStatusSufficient } from "../../http/client";
import { imageType } from "../../parts/image";
import { GRAPH_PROPERTIES } from "../../mapping/tables";
import type { Cloud } from "../../settings/cloud";
import type { RecordedResponse } from "../shared/scenario";
import { noteOriginals, scrubBody } from "./body";
import type { Exchange } from "./exchange";
import { createOriginals, type Originals } from "./originals";
import { placeholderFor } from "./placeholder-picture";
import { type Pseudonyms, Unscrubbable, createPseudonyms } from "./pseudonyms";

/** What is known to be in a recording before looking into it. */
export interface Known {
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
  /** Secrets, certificates, and whatever else must not come through. */
  readonly secrets: readonly string[];
}

export interface Scrubbed {
  readonly answers: readonly RecordedResponse[];
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly originals: Originals;
  readonly pseudonyms: Pseudonyms;
}

const TOKEN = "fixture-app-token";
/** Parts of a person that Graph returns page by page. */
const LISTS: ReadonlySet<string> = new Set(["/directReports", "/transitiveMemberOf"]);
const SELECTABLE: ReadonlySet<string> = new Set([...GRAPH_PROPERTIES, ...PERSON_PROPERTIES]);

/**
 * Replaces everybody and everything.
 *
 * @throws {@link Unscrubbable} where that cannot be done with certainty
 */
export function scrub(exchanges: readonly Exchange[], known: Known): Scrubbed {
  const originals = createOriginals();
  for (const text of [known.tenantId, known.userId, known.clientId, ...known.secrets]) originals.add(text);
  const bodies = exchanges.map((exchange) => decode(exchange, known));
  for (const body of bodies) if (body.kind === "json") noteOriginals(body.value, originals);
  for (const { headers } of exchanges) originals.add(headers.etag ?? "");
  for (const body of bodies) if (body.kind === "token") originals.add(body.value);

  const pseudonyms = createPseudonyms(originals);
  const tape: Tape = {
    known,
    originals,
    pseudonyms,
    pages: new Map(),
    tenantId: pseudonyms.replace("id", known.tenantId, 0),
    userId: pseudonyms.replace("id", known.userId, pseudonyms.personOf(known.userId)),
    clientId: pseudonyms.replace("id", known.clientId, 0),
  };
  const answers = exchanges.map((exchange, index) =>
    scrubExchange(exchange, bodies[index] ?? { kind: "none" }, tape),
  );
  const { tenantId, userId, clientId } = tape;
  return { answers, tenantId, userId, clientId, originals, pseudonyms };
}

interface Tape {
  readonly known: Known;
  readonly originals: Originals;
  readonly pseudonyms: Pseudonyms;
  /** Addresses of pages and what they become. */
  readonly pages: Map<string, string>;
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
}

type Body =
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly value: string }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "picture"; readonly contentType: string; readonly bytes: Buffer };

function decode({ url, status, body }: Exchange, { cloud }: Known): Body {
  if (cloud.loginHosts.includes(new URL(url).host)) {
    if (status !== 200) throw new Unscrubbable("Entra gave no token");
    return { kind: "token", value: tokenIn(body) };
  }
  if (isStatusSufficient(status) || body.length === 0) return { kind: "none" };
  const contentType = imageType(body);
  if (status === 200 && contentType) return { kind: "picture", contentType, bytes: body };
  try {
    // Bytes that are no UTF-8 would be kept as something that nobody has seen.
    return { kind: "json", value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    throw new Unscrubbable(`an answer (${status}) is neither JSON nor a picture`);
  }
}

function tokenIn(body: Buffer): string {
  try {
    return ownText(JSON.parse(body.toString("utf8")), "access_token") ?? "";
  } catch {
    throw new Unscrubbable("Entra gave no token");
  }
}

function scrubExchange(exchange: Exchange, body: Body, tape: Tape): RecordedResponse {
  const { pseudonyms } = tape;
  const { method, status } = exchange;
  if (body.kind === "token") {
    return {
      scope: pseudonyms.build(`https://${new URL(exchange.url).host}`),
      method: pseudonyms.build(method),
      path: pseudonyms.build(`/${tape.tenantId}/oauth2/v2.0/token`),
      status,
      response: tokenAnswer(pseudonyms),
      rawHeaders: { "Content-Type": "application/json" },
      delayMs: 5,
    };
  }
  const path = scrubPath(exchange.url, tape);
  return {
    scope: pseudonyms.build(tape.known.cloud.graph),
    method: pseudonyms.build(method),
    path,
    reqheaders: { authorization: pseudonyms.build(`Bearer ${TOKEN}`) },
    status,
    ...scrubResponse(body, path, tape),
    rawHeaders: scrubHeaders(exchange.headers, body, pseudonyms),
    delayMs: 5,
  };
}

function tokenAnswer(pseudonyms: Pseudonyms): Record<string, unknown> {
  const times = { expires_in: 3599, ext_expires_in: 3599 };
  const answer = { token_type: "Bearer", ...times, access_token: TOKEN };
  for (const text of [...Object.keys(answer), answer.token_type, answer.access_token]) pseudonyms.build(text);
  return answer;
}

function scrubResponse(
  body: Body,
  path: string,
  tape: Tape,
): Pick<RecordedResponse, "response" | "responseIsBinary"> {
  const { pseudonyms, originals, known } = tape;
  if (body.kind === "picture") {
    const picture = placeholderFor(body.bytes, body.contentType).toString("hex");
    return { response: pseudonyms.build(picture), responseIsBinary: true };
  }
  if (body.kind !== "json") return { response: "" };
  const nextPage = (link: string) => nextPageOf(link, path, tape);
  return { response: scrubBody(body.value, { pseudonyms, originals, origin: known.cloud.graph, nextPage }) };
}

/** Put together anew of what the Action asks for: nothing of the recorded address is kept. */
function scrubPath(url: string, tape: Tape): string {
  const known = tape.pages.get(normalize(url));
  if (known !== undefined) return known;
  const { pathname, search, origin } = new URL(url);
  const base = `/v1.0/users/${tape.known.userId}`;
  const rest = pathname.slice(base.length);
  const isOurs = origin === tape.known.cloud.graph && pathname.toLowerCase().startsWith(base.toLowerCase());
  const isList = LISTS.has(rest);
  const isKnown = isList || /^(?:|\/manager|\/photo\/\$value|\/photos\/\d{1,4}x\d{1,4}\/\$value)$/.test(rest);
  const query = decodeURIComponent(search);
  const [, select = "", top = ""] = /^\?\$select=([A-Za-z,]+)(&\$top=\d{1,4})?$/.exec(query) ?? [];
  const isQueryKnown =
    query === "" || (select !== "" && select.split(",").every((name) => SELECTABLE.has(name)));
  if (!isOurs || !isKnown || !isQueryKnown)
    throw new Unscrubbable("a request is none of those that the Action makes");
  const path = `/v1.0/users/${tape.userId}${rest}${select && `?$select=${select}${top}`}`;
  if (isList) tape.pages.set(normalize(url), path);
  return tape.pseudonyms.build(path);
}

/** A page's address is opaque and may hold anything; the next request asks for it, and has to get the same one. */
function nextPageOf(link: string, path: string, tape: Tape): string {
  const { pseudonyms, pages, known } = tape;
  if (!link.startsWith(`${known.cloud.graph}/`)) return pseudonyms.build("https://elsewhere.example/next");
  const paths = [...pages.values()];
  if (!paths.includes(path)) throw new Unscrubbable("a next page belongs to no list");
  const list = path.replace(/&\$skiptoken=page\d+$/, "");
  const pageNumber = paths.filter((page) => page.startsWith(list)).length + 1;
  const next = pages.get(normalize(link)) ?? pseudonyms.build(`${list}&$skiptoken=page${pageNumber}`);
  pages.set(normalize(link), next);
  return pseudonyms.build(`${known.cloud.graph}${next}`);
}

/** SDKs encode addresses anew. */
function normalize(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  return JSON.stringify([origin, decodeURIComponent(pathname), [...searchParams].sort()]);
}

function scrubHeaders(
  headers: Exchange["headers"],
  body: Body,
  pseudonyms: Pseudonyms,
): Record<string, string> {
  const { etag, "retry-after": retryAfter } = headers;
  const type =
    body.kind === "picture" ? body.contentType : body.kind === "json" ? "application/json" : undefined;
  return {
    ...(type && { "Content-Type": pseudonyms.build(type) }),
    ...(etag && { ETag: scrubEtag(etag, pseudonyms) }),
    // A date says when it was, and only how long matters.
    ...(retryAfter && {
      "Retry-After": /^\d{1,6}(?:\.\d+)?$/.test(retryAfter) ? pseudonyms.build(retryAfter) : "60",
    }),
  };
}

function scrubEtag(etag: string, pseudonyms: Pseudonyms): string {
  const number = pseudonyms.replace("id", etag, 0).slice(0, 8).toUpperCase();
  return pseudonyms.build(`${etag.startsWith("W/") ? "W/" : ""}"${number}"`);
}
