/**
 * Reads parts from Graph, all at once and with one token, and decides what a refusal means for the token and for others.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { type GraphClient, createGraphClient, isTokenAccepted } from "../graph/client";
import type { GraphUser } from "../login/graph-user";
import { identityIn } from "../login/identity";
import type { EntraLogin } from "../login/login";
import type { Management } from "../management/client";
import type { Deadline } from "../http/deadline";
import { Failure, toFailure } from "../http/failure";
import type { Readings } from "../app-metadata/plan";
import { partDataOf } from "../app-metadata/state";
import {
  type GraphToken,
  type GraphTokenSource,
  type MissingScope,
  createTokenSource,
  graphScope,
} from "../tokens/graph-tokens";
import { type AttemptScope, countFailure, countSuccess, openCircuit } from "./part-circuits";
import type { Part, PartContext, Reading } from "../parts/part";
import { preloadPackages } from "./preload";

/** What reading needs beside the login. */
export interface ReadServices {
  readonly cache: ActionCache;
  readonly budget: Deadline;
  /** Missing if the `AUTH0_…` credentials are. */
  readonly management: Management | undefined;
}

/** One try to read one part. */
interface Attempt {
  readonly part: Part;
  /** Missing if there was none; then no request was sent. */
  readonly token: GraphToken | undefined;
  readonly reading: Reading;
  /** Whether Graph accepted the token. */
  readonly isAccepted: boolean;
}

/** Reads the parts of `login` that are due. Never rejects. */
export async function readParts(
  login: EntraLogin,
  services: ReadServices,
  user: GraphUser,
  readUser: () => Promise<unknown>,
): Promise<{ readings: Readings; missingScopes: readonly MissingScope[] }> {
  const { settings, due } = login;
  const where = { scope: graphScope(settings, user.tenantId), userPath: user.path };
  const readings = new Map<string, Reading>();
  const open: Part[] = [];
  const contextOf = (part: Part) => partContextOf(login, user, part);
  for (const part of due) {
    const asksGraph = part.usesGraph(settings);
    const failure = asksGraph ? openCircuit(part, where) : undefined;
    if (asksGraph && !failure) open.push(part);
    else
      readings.set(
        part.name,
        failure ? failed(part, failure, contextOf(part)) : await readPart(part, contextOf(part), NO_GRAPH),
      );
  }
  const preload = preloadPackages(login, services, open.length);
  const tokens = createTokenSource({
    settings,
    tenantId: user.tenantId,
    cache: services.cache,
    budget: services.budget,
    readUser,
    findIdentity: (from) => identityIn(from, login.identity),
    onSent: preload.onTokenSent,
  });
  const attempt = async (part: Part, token: GraphToken | Failure): Promise<Attempt> => {
    if (token instanceof Failure) {
      const reading = failed(part, token, contextOf(part));
      return { part, token: undefined, reading, isAccepted: false };
    }
    let isAccepted = false;
    const graph = createGraphClient({
      origin: settings.cloud.graph,
      token: token.value,
      budget: services.budget,
      onSent: preload.onGraphSent,
      onAnswer: (answer) => {
        isAccepted ||= isTokenAccepted(answer);
      },
    });
    const reading = await readPart(part, contextOf(part), graph, token.kind === "delegated");
    return { part, token, reading, isAccepted };
  };
  const attempts = await attemptAll(open, tokens, attempt);
  countAttempts(attempts, tokens, where);
  for (const { part, reading } of attempts) readings.set(part.name, reading);
  return { readings, missingScopes: tokens.missingScopes() };
}

/** For parts that need none. */
const NO_GRAPH: GraphClient = {
  origin: "",
  get: async () => Promise.reject(new Failure("invalid")),
};

function partContextOf({ settings, claims, stored }: EntraLogin, user: GraphUser, part: Part): PartContext {
  return {
    settings,
    claims,
    userPath: user.path,
    tenantId: user.tenantId,
    oid: user.oid,
    stored: partDataOf(stored.state, part),
    wasRead: stored.state.sync[part.name] !== undefined,
  };
}

/** @param delegated whether the session has the user's own token, for hints and for the weight of a refusal */
async function readPart(
  part: Part,
  context: PartContext,
  graph: GraphClient,
  delegated = false,
): Promise<Reading> {
  try {
    return await part.read({ ...context, graph });
  } catch (error) {
    const { reason, details } = toFailure(error);
    return failed(part, new Failure(reason, { ...details, delegated }), context);
  }
}

function failed(part: Part, failure: Failure, context: PartContext): Reading {
  const slice = part.fallback?.(context);
  return { kind: "failed", failure, ...(slice && { slice }) };
}

/** Reads `parts` with one token, and those that were refused with 401 once more with another one. */
async function attemptAll(
  parts: readonly Part[],
  tokens: GraphTokenSource,
  attempt: (part: Part, token: GraphToken | Failure) => Promise<Attempt>,
): Promise<readonly Attempt[]> {
  if (parts.length === 0) return [];
  const token = await orFailure(tokens.current());
  const attempts = await Promise.all(parts.map(async (part) => attempt(part, token)));
  if (token instanceof Failure) return attempts;
  const refused = attempts.filter((it) => failureOf(it)?.details.status === 401);
  // A mailbox can refuse while the token is good. A delegated token belongs to one user, so replacing it affects no other.
  const isTokenBlamed = token.kind === "delegated" || refused.some(({ part }) => !part.isPerMailbox);
  if (refused.length === 0 || !attempts.every(isRefused) || !isTokenBlamed) return attempts;
  const next = await orFailure(tokens.renew(token));
  if (!next) return attempts;
  return Promise.all(attempts.map(async (it) => (refused.includes(it) ? attempt(it.part, next) : it)));
}

async function orFailure<T>(token: Promise<T>): Promise<T | Failure> {
  try {
    return await token;
  } catch (error) {
    return toFailure(error);
  }
}

/** Counts each attempt in its circuit, and drops a token that was refused for a reason other than one mailbox. */
function countAttempts(attempts: readonly Attempt[], tokens: GraphTokenSource, where: AttemptScope): void {
  for (const it of attempts) {
    // Token requests have a circuit of their own.
    if (!it.token) continue;
    const failure = failureOf(it);
    if (!failure) {
      countSuccess(it.part, where);
      continue;
    }
    const others = attempts.filter((other) => other !== it).flatMap((other) => failureOf(other) ?? []);
    const against = countFailure(it.part, where, failure, others);
    const isTokenGood = attempts.some((other) => other.token === it.token && other.isAccepted);
    // Several people in a row are a missing permission: only a new token will have it.
    const isDropped = against === "several people" || (against === "everyone" && !isTokenGood);
    if (isRefused(it) && isDropped) tokens.drop(it.token);
  }
}

function isRefused(attempt: Attempt): boolean {
  const status = failureOf(attempt)?.details.status;
  return status === 401 || status === 403;
}

function failureOf({ reading }: Attempt): Failure | undefined {
  return reading.kind === "failed" ? reading.failure : undefined;
}
