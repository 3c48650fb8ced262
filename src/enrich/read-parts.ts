/**
 * Reads parts from Graph, all at once and with one token, and decides what a refusal means for the token and for other users.
 *
 * @module
 */

import type { Readings } from "../app-metadata/plan";
import type { ActionCache } from "../auth0";
import { type GraphClient, createGraphClient } from "../graph/client";
import type { Deadline } from "../http/deadline";
import { Failure, copyOf, settle } from "../http/failure";
import type { GraphUser } from "../login/graph-user";
import { identityIn } from "../login/identity";
import type { EntraLogin } from "../login/login";
import type { Management } from "../management/client";
import type { Part, PartContext, Reading } from "../parts/part";
import {
  type GraphToken,
  type GraphTokenSource,
  type MissingScope,
  createTokenSource,
  graphKey,
} from "../tokens/graph-tokens";
import { type AttemptKey, countFailure, countSuccess, openCircuit } from "./part-circuits";
import { startPreloading } from "./preload";
import { failedReading, partContextOf, readPart } from "./read-part";

export interface ReadServices {
  readonly cache: ActionCache;
  readonly deadline: Deadline;
  /** `undefined` if the `AUTH0_` settings are not set. */
  readonly management: Management | undefined;
  /** Reads the Auth0 user. `undefined` without `management`. @throws {@link Failure} */
  readonly readAuth0User: (() => Promise<unknown>) | undefined;
}

interface Session {
  readonly token: GraphToken;
  readonly graph: GraphClient;
}

/** One attempt to read one part. */
interface Attempt {
  readonly part: Part;
  /** `undefined` if there was no token; then no request was sent. */
  readonly session: Session | undefined;
  readonly reading: Reading;
}

/** For parts that do not use Graph. */
const NO_TOKEN: GraphToken = { value: "", kind: "application", renewable: false };

/** Reads the parts that are due. Never rejects. */
export async function readParts(
  login: EntraLogin,
  due: readonly Part[],
  user: GraphUser,
  services: ReadServices,
): Promise<{ readings: Readings; missingScopes: readonly MissingScope[] }> {
  const { settings, identity } = login;
  const { cache, deadline, management, readAuth0User } = services;
  const where = { app: graphKey(settings, user.tenantId), userPath: user.path };
  const readings = new Map<string, Reading>();
  const reads: Part[] = [];
  const contextOf = (part: Part) => partContextOf(login, user, part);
  const connect = (token: GraphToken | Failure): Session | Failure =>
    token instanceof Failure
      ? token
      : { token, graph: createGraphClient(settings.cloud.graph, token.value, deadline) };
  for (const part of due) {
    const failure = part.usesGraph ? openCircuit(part, where) : undefined;
    if (failure) readings.set(part.name, failedReading(part, failure, contextOf(part)));
    else if (part.usesGraph) reads.push(part);
    else readings.set(part.name, (await attempt(part, contextOf(part), connect(NO_TOKEN))).reading);
  }
  if (reads.length === 0) return { readings, missingScopes: [] };
  const tokens = createTokenSource({
    settings,
    tenantId: user.tenantId,
    cache,
    deadline,
    readIdentity: async () => identityIn(await readAuth0User?.(), identity),
  });
  const stopPreloading = startPreloading(login, due, reads.length, deadline, management);
  try {
    const token = await settle(tokens.current());
    const session = connect(token);
    let attempts = await Promise.all(reads.map(async (part) => attempt(part, contextOf(part), session)));
    const refused = refusedWithToken(attempts);
    const next = refused.length > 0 && !(token instanceof Failure) && (await settle(tokens.renew(token)));
    if (next) {
      const renewed = connect(next);
      attempts = await Promise.all(
        attempts.map(async (it) =>
          refused.includes(it) ? attempt(it.part, contextOf(it.part), renewed) : it,
        ),
      );
    }
    countAttempts(attempts, tokens, where);
    for (const { part, reading } of attempts) readings.set(part.name, reading);
    return { readings, missingScopes: tokens.missingScopes() };
  } finally {
    stopPreloading();
  }
}

async function attempt(part: Part, context: PartContext, session: Session | Failure): Promise<Attempt> {
  if (session instanceof Failure) {
    return { part, session: undefined, reading: failedReading(part, copyOf(session), context) };
  }
  const { graph, token } = session;
  return { part, session, reading: await readPart(part, context, graph, token.kind === "delegated") };
}

/**
 * The attempts with 401, to be repeated with another token. Empty unless Graph refused every part and the token, not a
 * mailbox, is the reason.
 */
function refusedWithToken(attempts: readonly Attempt[]): readonly Attempt[] {
  const refused = attempts.filter((it) => it.session && failureOf(it)?.details.status === 401);
  // A mailbox can refuse while the token is good. A delegated token belongs to one user, so replacing it affects no other.
  const isTokenRefused = refused.some(
    ({ part, session }) => !part.isPerMailbox || session?.token.kind === "delegated",
  );
  return attempts.every(isRefused) && isTokenRefused ? refused : [];
}

/** Counts each attempt in its circuit, and drops a token that was refused for a reason other than one mailbox. */
function countAttempts(attempts: readonly Attempt[], tokens: GraphTokenSource, where: AttemptKey): void {
  // Token requests have a circuit of their own.
  const sent = attempts.filter((it) => it.session);
  for (const it of sent) {
    const failure = failureOf(it);
    if (!failure || !it.session) {
      countSuccess(it.part, where);
      continue;
    }
    const others = sent.filter((other) => other !== it).flatMap((other) => failureOf(other) ?? []);
    const against = countFailure(it.part, where, failure, others);
    // Several users in a row have no permission: only a new token will have it.
    const isDropped =
      against === "several people" || (against === "everyone" && !it.session.graph.isTokenAccepted());
    if (isRefused(it) && isDropped) tokens.drop(it.session.token);
  }
}

function isRefused(it: Attempt): boolean {
  const status = failureOf(it)?.details.status;
  return status === 401 || status === 403;
}

function failureOf({ reading }: Attempt): Failure | undefined {
  return reading.kind === "failed" ? reading.failure : undefined;
}
