/**
 * All faults that are tried, with what the log line has to say about them. The reasons are the promise of the
 * README, written down here by hand: `credentials` is 401 or a refused token, `permission` 403, `throttled` 429
 * or 503 with `Retry-After`, `unavailable` any other 5xx or no connection, `timeout` the deadline, `invalid` what
 * cannot be understood, `too_large` a cap.
 *
 * @module
 */

import type { Reason } from "../../src/http/failure";
import * as mis from "./misbehaviour";
import { GRAPH, type Person } from "./person";
import type { Behaviour, Dependency, Exchange } from "./world";

/** What may fail, and then what depends on it. */
export const TARGETS = {
  profile: "the profile",
  photo: "the photo",
  manager: "the manager",
  directReports: "the direct reports",
  entraToken: "the Entra token",
  managementToken: "the Management token",
  write: "the write",
} as const;
export type Target = keyof typeof TARGETS & Dependency;

const ALL = Object.keys(TARGETS) as Target[];
const PARTS: readonly Target[] = ["profile", "photo", "manager", "directReports"];
const TOKENS: readonly Target[] = ["entraToken", "managementToken"];
const OBJECTS: readonly Target[] = ["profile", "manager"];

export interface Fault {
  /** Completes "… is answered with". */
  readonly name: string;
  readonly targets: readonly Target[];
  readonly behaviour: Behaviour;
  readonly reason: Reason;
  /** How often it may be asked at all; the photo's second question is another one. */
  readonly asked?: number;
  /** Whether the response is a refusal in the words of the service itself. */
  readonly isWellFormed: boolean;
}

type Row = [name: string, behaviour: Behaviour, reason: Reason, targets?: readonly Target[], asked?: number];

const but = (...left: Target[]) => ALL.filter((target) => !left.includes(target));
const json = (body: unknown) => mis.reply(200, () => body);
const evil = "https://evil.example/v1.0/users";
const page = (status: number): Behaviour => {
  return (exchange, response, whose) => {
    mis.reply(status, mis.html(whose))(exchange, response, whose);
  };
};

const STATUSES: Row[] = [
  ["400", mis.refusal(400), "invalid", [...PARTS, "write"]],
  ["400 and an OAuth error", mis.refusal(400), "credentials", TOKENS],
  ["400 and HTML", page(400), "invalid"],
  ["401", mis.refusal(401), "credentials"],
  ["401 and HTML", page(401), "credentials"],
  ["403", mis.refusal(403), "permission", [...PARTS, "write"]],
  // From a token endpoint it is a token refused: Auth0 words it so where the application has no grant for the API.
  ["403 and an OAuth error", mis.refusal(403), "credentials", TOKENS],
  ["404 and HTML", page(404), "invalid", but("photo")],
  ["404 and HTML, for every size", page(404), "invalid", ["photo"], 2],
  ["404 and nothing", mis.reply(404, ""), "invalid", but("photo")],
  ["404 and nothing, for every size", mis.reply(404, ""), "invalid", ["photo"], 2],
  [
    "404 and JSON of something else",
    mis.reply(404, () => ({ message: "no route" })),
    "invalid",
    but("photo"),
  ],
  ["409", mis.refusal(409), "invalid", [...PARTS, "write"]],
  ["429", mis.refusal(429), "throttled"],
  ["429 and Retry-After in seconds", mis.refusal(429, { "retry-after": "2" }), "throttled"],
  ["429 and Retry-After as a fraction", mis.refusal(429, { "retry-after": "1.75" }), "throttled"],
  ["429 and Retry-After as a date", mis.refusal(429, { "retry-after": inAnHour() }), "throttled"],
  ["429 and a huge Retry-After", mis.refusal(429, { "retry-after": "99999999999" }), "throttled"],
  ["429 and a senseless Retry-After", mis.refusal(429, { "retry-after": "soon" }), "throttled"],
  ["429 and a body that never ends", mis.endlessWith(429), "throttled"],
  ["403 and a body that never ends", mis.endlessWith(403), "permission", [...PARTS, "write"]],
  ["500", mis.refusal(500), "unavailable"],
  ["502 and HTML", page(502), "unavailable"],
  ["503", mis.refusal(503), "unavailable"],
  ["503 and Retry-After", mis.refusal(503, { "retry-after": "3" }), "throttled"],
  ["503 and then nothing", mis.headersThenSilence(503), "unavailable"],
  ["504 and HTML", page(504), "unavailable"],
];

const CONNECTIONS: Row[] = [
  ["a reset", mis.reset, "unavailable"],
  ["a reset in the middle of the body", mis.resetInBody(200), "unavailable"],
  ["429 and a reset in the middle of the body", mis.resetInBody(429), "throttled"],
  ["no HTTP", mis.noise, "unavailable"],
  ["a wish for another protocol", mis.upgrade, "unavailable"],
  ["nothing", mis.noAnswer, "timeout"],
  ["headers and then nothing", mis.headersThenSilence(200), "timeout"],
  ["the right thing after 5 s", mis.slow, "timeout"],
  ["a byte now and then", mis.trickle, "timeout"],
];

const BODIES: Row[] = [
  ["200 and HTML", page(200), "invalid"],
  ["200 and broken JSON", mis.reply(200, '{"id": "a', { "content-type": "application/json" }), "invalid"],
  ["200 and nothing", mis.reply(200, "", { "content-type": "application/json" }), "invalid"],
  ["204", mis.reply(204, ""), "invalid", but("write")],
  ["`null`", json(null), "invalid"],
  ["`[]`", json([]), "invalid"],
  ["a text", json("user"), "invalid"],
  ["`{}`", json({}), "invalid", but("write")],
  [
    "an error with status 200",
    json({ error: { code: "SomeError", message: "no" } }),
    "invalid",
    but("write"),
  ],
  ["an id that is a number", json({ id: 5, displayName: "Five" }), "invalid", OBJECTS],
  ["a list where one is expected", json({ value: [{ id: "a" }] }), "invalid", OBJECTS],
  ["one where a list is expected", json({ id: "a", displayName: "One" }), "invalid", ["directReports"]],
  ["a list of `null`", json({ value: [null] }), "invalid", ["directReports"]],
  ["a list that is an object", json({ value: { 0: { id: "a" } } }), "invalid", ["directReports"]],
  ["users without an id", json({ value: [{ displayName: "One" }] }), "invalid", ["directReports"]],
  ["a token that is a number", json({ access_token: 5, expires_in: 3599 }), "invalid", TOKENS],
  ["an empty token", json({ access_token: "", expires_in: 3599 }), "invalid", TOKENS],
  ["a token with a line break", json({ access_token: "a\r\nb: c", expires_in: 3599 }), "invalid", TOKENS],
  ["JSON called a picture", mis.reply(200, "{}", { "content-type": "image/jpeg" }), "invalid", ["photo"]],
  ["SVG", mis.reply(200, "<svg/>", { "content-type": "image/svg+xml" }), "invalid", ["photo"]],
  ["206 and a piece", mis.reply(206, '{"id":"a"'), "invalid", PARTS],
  ["only an id", mis.reply(200, onlyAnId), "limited", OBJECTS],
  [
    "somebody else",
    mis.reply(200, ({ user, manager }) => ({ ...user, id: manager.id })),
    "invalid",
    ["profile"],
  ],
  [
    "users of whom only the id is told",
    mis.reply(200, ({ reports }) => ({ value: reports.map(({ id }) => ({ id, displayName: null })) })),
    "limited",
    ["directReports"],
  ],
  ["404 that says the user is unknown", unknownUser(), "user_not_found", PARTS],
  ["a body without end", mis.endless, "too_large"],
  ["a little gzip that nobody asked for and that unpacks to 64 MB", mis.gzipBomb, "invalid"],
];

const ELSEWHERE: Row[] = [
  ["a redirect to another host", mis.redirect(302, evil), "invalid"],
  ["a redirect to another host that repeats the body", mis.redirect(307, evil), "invalid"],
  ["a redirect to http", mis.redirect(301, "http://graph.microsoft.com/"), "invalid"],
  ["a redirect on the same host", mis.redirect(308, "/elsewhere"), "invalid"],
  ...(
    [
      ["another host", () => evil],
      ["a host that looks alike", () => "https://graph.microsoft.com.evil.example/v1.0/users"],
      ["another host behind a user name", () => "https://graph.microsoft.com@evil.example/v1.0/users"],
      ["another port", () => `${GRAPH}:8443/v1.0/users`],
      ["itself", ({ request }) => `${GRAPH}${request.path}`],
      ["`http:`", ({ request }) => `http://graph.microsoft.com${request.path}`],
      ["no URL", () => "next page, please"],
      ["a number", () => 2],
    ] satisfies [string, Parameters<typeof mis.nextLink>[0]][]
  ).map(([where, link]): Row => [
    `a next link to ${where}`,
    mis.nextLink(link),
    "invalid",
    ["directReports"],
  ]),
];

export const FAULTS: readonly Fault[] = [...STATUSES, ...CONNECTIONS, ...BODIES, ...ELSEWHERE].map(
  ([name, behaviour, reason, targets = ALL, asked = 1]) => ({
    ...{ name, behaviour, reason, targets, asked },
    isWellFormed: /^4\d\d$/.test(name),
  }),
);

function onlyAnId({ oid, manager }: Person, { dependency }: Exchange): unknown {
  return { id: dependency === "profile" ? oid : manager.id };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toUTCString();
}

function unknownUser(): Behaviour {
  return mis.reply(404, ({ oid }) => {
    const message = `Resource '${oid}' does not exist or one of its queried reference-property objects are not present.`;
    return { error: { code: "Request_ResourceNotFound", message } };
  });
}
