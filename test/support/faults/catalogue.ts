/**
 * All faults of the matrix, each with the reason that the log line must give. The reasons are those of the README:
 * `credentials` is 401 or a refused token, `permission` 403, `throttled` 429 or 503 with `Retry-After`, `unavailable`
 * another 5xx or no connection, `timeout` the deadline, `invalid` an unexpected response, `too_large` a size limit.
 *
 * @module
 */

import type { Reason } from "../../../src/http/failure";
import { resourceNotFound } from "../standin/graph";
import { send } from "../standin/handler";
import type { Dependency, FaultExchange, Responder } from "./backend";
import * as respond from "./responders";
import { GRAPH, type TestUser } from "./test-user";

/** Dependencies that fail, with their names in test titles. */
export const FAILING = {
  profile: "the profile",
  photo: "the photo",
  manager: "the manager",
  directReports: "the direct reports",
  entraToken: "the Entra token",
  managementToken: "the Management token",
  write: "the write",
} as const;
export type Failing = keyof typeof FAILING & Dependency;

const ALL = Object.keys(FAILING) as Failing[];
const PARTS: readonly Failing[] = ["profile", "photo", "manager", "directReports"];
const TOKENS: readonly Failing[] = ["entraToken", "managementToken"];
const OBJECTS: readonly Failing[] = ["profile", "manager"];

export interface Fault {
  /** Completes "… responds with". */
  readonly name: string;
  readonly dependencies: readonly Failing[];
  readonly responder: Responder;
  readonly reason: Reason;
  /** Expected number of requests; a photo is requested in two sizes if the first one does not exist. */
  readonly requests: number;
  /** Whether the response is the service's own error JSON. */
  readonly isWellFormed: boolean;
}

type Row = [
  name: string,
  responder: Responder,
  reason: Reason,
  dependencies?: readonly Failing[],
  requests?: number,
];

const allExcept = (...excluded: Failing[]) => ALL.filter((name) => !excluded.includes(name));
const json = (body: unknown) => respond.reply(200, () => body);
const evil = "https://evil.example/v1.0/users";

const STATUSES: Row[] = [
  ["400", respond.refusal(400), "invalid", [...PARTS, "write"]],
  ["400 and an OAuth error", respond.refusal(400), "credentials", TOKENS],
  ["400 and HTML", respond.htmlPage(400), "invalid"],
  ["401", respond.refusal(401), "credentials"],
  ["401 and HTML", respond.htmlPage(401), "credentials"],
  ["403", respond.refusal(403), "permission", [...PARTS, "write"]],
  // Auth0 responds like this if the application has no grant for the API.
  ["403 and an OAuth error", respond.refusal(403), "credentials", TOKENS],
  ["404 and HTML", respond.htmlPage(404), "invalid", allExcept("photo")],
  ["404 and HTML, for every size", respond.htmlPage(404), "invalid", ["photo"], 2],
  ["404 and an empty body", respond.reply(404, ""), "invalid", allExcept("photo")],
  ["404 and an empty body, for every size", respond.reply(404, ""), "invalid", ["photo"], 2],
  [
    "404 and unknown JSON",
    respond.reply(404, () => ({ message: "no route" })),
    "invalid",
    allExcept("photo"),
  ],
  ["409", respond.refusal(409), "invalid", [...PARTS, "write"]],
  ["429", respond.refusal(429), "throttled"],
  ["429 and Retry-After in seconds", respond.refusal(429, { "retry-after": "2" }), "throttled"],
  ["429 and Retry-After as a fraction", respond.refusal(429, { "retry-after": "1.75" }), "throttled"],
  ["429 and Retry-After as a date", respond.refusal(429, { "retry-after": inAnHour() }), "throttled"],
  ["429 and a huge Retry-After", respond.refusal(429, { "retry-after": "99999999999" }), "throttled"],
  ["429 and an invalid Retry-After", respond.refusal(429, { "retry-after": "soon" }), "throttled"],
  ["429 and an endless body", respond.endlessWith(429), "throttled"],
  ["403 and an endless body", respond.endlessWith(403), "permission", [...PARTS, "write"]],
  ["500", respond.refusal(500), "unavailable"],
  ["502 and HTML", respond.htmlPage(502), "unavailable"],
  ["503", respond.refusal(503), "unavailable"],
  ["503 and Retry-After", respond.refusal(503, { "retry-after": "3" }), "throttled"],
  ["503 without a body", respond.headersOnly(503), "unavailable"],
  ["504 and HTML", respond.htmlPage(504), "unavailable"],
];

const CONNECTIONS: Row[] = [
  ["a reset", respond.reset, "unavailable"],
  ["a reset in the middle of the body", respond.resetInBody(200), "unavailable"],
  ["429 and a reset in the middle of the body", respond.resetInBody(429), "throttled"],
  ["bytes that are not HTTP", respond.notHttp, "unavailable"],
  ["101 Switching Protocols", respond.upgrade, "unavailable"],
  ["no response", respond.noResponse, "timeout"],
  ["headers without a body", respond.headersOnly(200), "timeout"],
  ["the healthy response after 5 s", respond.slow, "timeout"],
  ["one byte every 50 ms", respond.trickle, "timeout"],
];

const BODIES: Row[] = [
  ["200 and HTML", respond.htmlPage(200), "invalid"],
  ["200 and broken JSON", respond.reply(200, '{"id": "a', { "content-type": "application/json" }), "invalid"],
  ["200 and an empty body", respond.reply(200, "", { "content-type": "application/json" }), "invalid"],
  ["204", respond.reply(204, ""), "invalid", allExcept("write")],
  ["`null`", json(null), "invalid"],
  ["`[]`", json([]), "invalid"],
  ["a JSON string", json("user"), "invalid"],
  ["`{}`", json({}), "invalid", allExcept("write")],
  [
    "an error with status 200",
    json({ error: { code: "SomeError", message: "no" } }),
    "invalid",
    allExcept("write"),
  ],
  ["an id that is a number", json({ id: 5, displayName: "Five" }), "invalid", OBJECTS],
  ["a list instead of one object", json({ value: [{ id: "a" }] }), "invalid", OBJECTS],
  ["one object instead of a list", json({ id: "a", displayName: "One" }), "invalid", ["directReports"]],
  ["a list of `null`", json({ value: [null] }), "invalid", ["directReports"]],
  [
    "an object with numeric keys instead of a list",
    json({ value: { 0: { id: "a" } } }),
    "invalid",
    ["directReports"],
  ],
  ["users without an id", json({ value: [{ displayName: "One" }] }), "invalid", ["directReports"]],
  ["a token that is a number", json({ access_token: 5, expires_in: 3599 }), "invalid", TOKENS],
  ["an empty token", json({ access_token: "", expires_in: 3599 }), "invalid", TOKENS],
  ["a token with a line break", json({ access_token: "a\r\nb: c", expires_in: 3599 }), "invalid", TOKENS],
  [
    "JSON with the type of a picture",
    respond.reply(200, "{}", { "content-type": "image/jpeg" }),
    "invalid",
    ["photo"],
  ],
  ["SVG", respond.reply(200, "<svg/>", { "content-type": "image/svg+xml" }), "invalid", ["photo"]],
  ["206 and part of the JSON", respond.reply(206, '{"id":"a"'), "invalid", PARTS],
  ["only an id", respond.reply(200, onlyAnId), "limited", OBJECTS],
  [
    "another user",
    respond.reply(200, ({ user, manager }) => ({ ...user, id: manager.id })),
    "invalid",
    ["profile"],
  ],
  [
    "users with IDs and nulls only",
    respond.reply(200, ({ reports }) => ({ value: reports.map(({ id }) => ({ id, displayName: null })) })),
    "limited",
    ["directReports"],
  ],
  ["404 Request_ResourceNotFound for the user", unknownUser(), "user_not_found", PARTS],
  ["an endless body", respond.endless, "too_large"],
  ["an unrequested gzip body that unpacks to 64 MiB", respond.gzipBomb, "invalid"],
];

const OTHER_HOSTS: Row[] = [
  ["a redirect to another host", respond.redirect(302, evil), "invalid"],
  ["a redirect to another host that keeps method and body", respond.redirect(307, evil), "invalid"],
  ["a redirect to http", respond.redirect(301, "http://graph.microsoft.com/"), "invalid"],
  ["a redirect on the same host", respond.redirect(308, "/elsewhere"), "invalid"],
  ...(
    [
      ["another host", () => evil],
      ["a host that starts like Graph's", () => "https://graph.microsoft.com.evil.example/v1.0/users"],
      [
        "another host after Graph's as user name",
        () => "https://graph.microsoft.com@evil.example/v1.0/users",
      ],
      ["another port", () => `${GRAPH}:8443/v1.0/users`],
      ["the same page", ({ request }) => `${GRAPH}${request.path}`],
      ["`http:`", ({ request }) => `http://graph.microsoft.com${request.path}`],
      ["text that is not a URL", () => "next page, please"],
      ["a number", () => 2],
    ] satisfies [string, Parameters<typeof respond.nextLink>[0]][]
  ).map(([where, link]): Row => [
    `a next link to ${where}`,
    respond.nextLink(link),
    "invalid",
    ["directReports"],
  ]),
];

export const FAULTS: readonly Fault[] = [...STATUSES, ...CONNECTIONS, ...BODIES, ...OTHER_HOSTS].map(
  ([name, responder, reason, dependencies = ALL, requests = 1]) => ({
    ...{ name, responder, reason, dependencies, requests },
    isWellFormed: /^4\d\d$/.test(name),
  }),
);

function onlyAnId({ oid, manager }: TestUser, { dependency }: FaultExchange): unknown {
  return { id: dependency === "profile" ? oid : manager.id };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toUTCString();
}

function unknownUser(): Responder {
  return (_, response, { oid }) => {
    send(response, resourceNotFound(oid));
  };
}
