/**
 * Anonymizes a recording: a pure function from recorded exchanges to the responses of a scenario.
 *
 * @module
 */

import { ownText } from "../../json";
import { isStatusSufficient } from "../../http/client";
import { imageType } from "../../parts/image";
import type { Cloud } from "../../settings/cloud";
import type { RecordedResponse } from "../shared/scenario";
import { collectOriginals, anonymizeBody } from "./anonymize-body";
import type { Exchange } from "./recording";
import { createOriginals, type Originals } from "./originals";
import { PLACEHOLDER_TOKEN } from "./own-words";
import { placeholderFor } from "./placeholder-picture";
import { type Replacements, AnonymizationError, createReplacements } from "./replacements";

/** Values that a recording contains because the command sent them. */
export interface KnownValues {
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
  /** Secrets and certificates. */
  readonly secrets: readonly string[];
}

export interface AnonymizedRecording {
  readonly responses: readonly RecordedResponse[];
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly originals: Originals;
  readonly replacements: Replacements;
}

/** Path below the user as parts compose it: names of Graph and sizes, but no ids. */
const PART_PATH = /^(?:\/[A-Za-z\d$]{1,40})*$/;

/**
 * Replaces tokens, ids, names, addresses, numbers and pictures.
 *
 * @throws {@link AnonymizationError} if a response cannot be anonymized with certainty
 */
export function anonymize(exchanges: readonly Exchange[], known: KnownValues): AnonymizedRecording {
  const originals = createOriginals();
  for (const text of [known.tenantId, known.userId, known.clientId, ...known.secrets]) originals.add(text);
  const bodies = exchanges.map((exchange) => decode(exchange, known));
  for (const body of bodies) if (body.kind === "json") collectOriginals(body.value, originals);
  for (const { headers } of exchanges) originals.add(headers.etag ?? "");
  for (const body of bodies) if (body.kind === "token") originals.add(body.value);

  const replacements = createReplacements(originals);
  const context: Context = {
    known,
    originals,
    replacements,
    pages: new Map(),
    tenantId: replacements.replace("id", known.tenantId, 0),
    userId: replacements.replace("id", known.userId, replacements.personOf(known.userId)),
    clientId: replacements.replace("id", known.clientId, 0),
  };
  const responses = exchanges.map((exchange, index) =>
    anonymizeExchange(exchange, bodies[index] ?? { kind: "none" }, context),
  );
  const { tenantId, userId, clientId } = context;
  return { responses, tenantId, userId, clientId, originals, replacements };
}

interface Context {
  readonly known: KnownValues;
  readonly originals: Originals;
  readonly replacements: Replacements;
  /** Replaced paths of list pages, by normalized URL. */
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

function decode({ url, status, body }: Exchange, { cloud }: KnownValues): Body {
  if (cloud.loginHosts.includes(new URL(url).host)) {
    if (status !== 200) throw new AnonymizationError("Entra did not issue a token");
    return { kind: "token", value: tokenIn(body) };
  }
  if (isStatusSufficient(status) || body.length === 0) return { kind: "none" };
  const contentType = imageType(body);
  if (status === 200 && contentType) return { kind: "picture", contentType, bytes: body };
  try {
    // Without `fatal`, bytes that are not UTF-8 would be recorded as other characters.
    return { kind: "json", value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    throw new AnonymizationError(`a response (${status}) is neither JSON nor a picture`);
  }
}

function tokenIn(body: Buffer): string {
  try {
    return ownText(JSON.parse(body.toString("utf8")), "access_token") ?? "";
  } catch {
    throw new AnonymizationError("Entra did not issue a token");
  }
}

function anonymizeExchange(exchange: Exchange, body: Body, context: Context): RecordedResponse {
  const { replacements } = context;
  const { method, status } = exchange;
  if (body.kind === "token") {
    return {
      scope: replacements.markComposed(`https://${new URL(exchange.url).host}`),
      method: replacements.markComposed(method),
      path: replacements.markComposed(`/${context.tenantId}/oauth2/v2.0/token`),
      status,
      response: tokenResponse(replacements),
      rawHeaders: { "Content-Type": "application/json" },
      delayMs: 5,
    };
  }
  const path = anonymizePath(exchange.url, context);
  return {
    scope: replacements.markComposed(context.known.cloud.graph),
    method: replacements.markComposed(method),
    path,
    reqheaders: { authorization: replacements.markComposed(`Bearer ${PLACEHOLDER_TOKEN}`) },
    status,
    ...anonymizeResponse(body, path, context),
    rawHeaders: anonymizeHeaders(exchange.headers, body, replacements),
    delayMs: 5,
  };
}

function tokenResponse(replacements: Replacements): Record<string, unknown> {
  const times = { expires_in: 3599, ext_expires_in: 3599 };
  const response = { token_type: "Bearer", ...times, access_token: PLACEHOLDER_TOKEN };
  for (const text of [...Object.keys(response), response.token_type, response.access_token])
    replacements.markComposed(text);
  return response;
}

function anonymizeResponse(
  body: Body,
  path: string,
  context: Context,
): Pick<RecordedResponse, "response" | "responseIsBinary"> {
  const { replacements, originals, known } = context;
  if (body.kind === "picture") {
    const picture = placeholderFor(body.bytes, body.contentType).toString("hex");
    return { response: replacements.markSafe(picture), responseIsBinary: true };
  }
  if (body.kind !== "json") return { response: "" };
  const replaceNextLink = (link: string) => nextLinkFor(link, path, context);
  return {
    response: anonymizeBody(body.value, {
      replacements,
      originals,
      origin: known.cloud.graph,
      replaceNextLink,
    }),
  };
}

/** Composes the path from the parts that the Action requests, so that nothing of the recorded URL is kept. */
function anonymizePath(url: string, context: Context): string {
  const known = context.pages.get(normalize(url));
  if (known !== undefined) return known;
  const { pathname, search, origin } = new URL(url);
  const base = `/v1.0/users/${context.known.userId}`;
  const rest = pathname.slice(base.length);
  const isOurs =
    origin === context.known.cloud.graph && pathname.toLowerCase().startsWith(base.toLowerCase());
  const query = decodeURIComponent(search);
  const [, select = "", top = ""] = /^\?\$select=([A-Za-z,]+)(&\$top=\d{1,4})?$/.exec(query) ?? [];
  if (!isOurs || !PART_PATH.test(rest) || (query !== "" && select === ""))
    throw new AnonymizationError("there is a request that the Action does not make");
  const path = `/v1.0/users/${context.userId}${rest}${select && `?$select=${select}${top}`}`;
  // Only lists limit the size of their pages.
  if (top !== "") context.pages.set(normalize(url), path);
  return context.replacements.markComposed(path);
}

/**
 * Next links are opaque and can contain anything, so they are replaced. The request of the next page gets the same
 * path.
 *
 * @param path anonymized path of the page that contains the link
 */
function nextLinkFor(link: string, path: string, context: Context): string {
  const { replacements, pages, known } = context;
  if (!link.startsWith(`${known.cloud.graph}/`))
    return replacements.markSafe("https://elsewhere.example/next");
  const paths = [...pages.values()];
  if (!paths.includes(path)) throw new AnonymizationError("there is a next link outside a list");
  const list = path.replace(/&\$skiptoken=page\d+$/, "");
  const pageNumber = paths.filter((page) => page.startsWith(list)).length + 1;
  const next = pages.get(normalize(link)) ?? replacements.markSafe(`${list}&$skiptoken=page${pageNumber}`);
  pages.set(normalize(link), next);
  return replacements.markSafe(`${known.cloud.graph}${next}`);
}

/** Makes URLs comparable, because SDKs encode them differently. */
function normalize(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  return JSON.stringify([origin, decodeURIComponent(pathname), [...searchParams].sort()]);
}

function anonymizeHeaders(
  headers: Exchange["headers"],
  body: Body,
  replacements: Replacements,
): Record<string, string> {
  const { etag, "retry-after": retryAfter } = headers;
  const type =
    body.kind === "picture" ? body.contentType : body.kind === "json" ? "application/json" : undefined;
  return {
    ...(type && { "Content-Type": replacements.markComposed(type) }),
    ...(etag && { ETag: anonymizeEtag(etag, replacements) }),
    // A date would reveal the time of the recording.
    ...(retryAfter && {
      "Retry-After": /^\d{1,6}(?:\.\d+)?$/.test(retryAfter) ? replacements.markComposed(retryAfter) : "60",
    }),
  };
}

function anonymizeEtag(etag: string, replacements: Replacements): string {
  const number = replacements.replace("id", etag, 0).slice(0, 8).toUpperCase();
  return replacements.markSafe(`${etag.startsWith("W/") ? "W/" : ""}"${number}"`);
}
