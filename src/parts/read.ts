/**
 * All parts that are due, at once and on one token.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { createGraphSession } from "../graph/session";
import { type DirectoryUser, whomToAsk } from "../login/directory-user";
import { claimsOf, identityIn } from "../login/identity";
import type { EntraLogin } from "../login/recognize";
import type { Management } from "../management/client";
import type { Budget } from "../network/budget";
import { Failure, countedElsewhere, failureIn } from "../network/failure";
import { guarded } from "../network/outages";
import { loadGraphClient } from "../packages";
import type { SkipReason } from "../report/log-line";
import { remedyForUserRead } from "../report/remedies";
import { type Readings, distrustAbsence } from "../stored/change";
import { sliceOf } from "../stored/state";
import { createTokenSource, graphScope } from "../tokens/source";
import type { Part, ReadContext, Reading } from "./part";

export interface Edges {
  readonly cache: ActionCache;
  readonly budget: Budget;
  /** Missing where the `AUTH0_…` credentials are. */
  readonly management: Management | undefined;
}

/** Reads what is due. Never rejects: a part that fails is a reading, too. */
export async function readDue(
  login: EntraLogin,
  edges: Edges,
): Promise<Readings | { skip: SkipReason; hint?: string }> {
  const { settings, claims, identity } = login;
  const needsGraph = login.due.some((part) => part.asksGraph(settings));
  const user = userReader(login, edges);
  let refusal: Failure | undefined;
  const whom = await whomToAsk(claims, settings, async () => {
    if (!needsGraph || !edges.management) return undefined;
    try {
      return claimsOf(await user(), identity);
    } catch (error) {
      refusal = failureIn(error);
      return undefined;
    }
  });
  if (whom.kind === "tenant_not_allowed") return { skip: whom.kind };
  if (whom.kind === "no_oid")
    return { skip: whom.kind, ...(refusal?.details.remedy && { hint: refusal.details.remedy }) };
  return distrustAbsence(await readAll(login, edges, whom.user, user));
}

async function readAll(
  login: EntraLogin,
  edges: Edges,
  whom: DirectoryUser,
  readUser: () => Promise<unknown>,
): Promise<Readings> {
  const { settings, claims, identity, stored } = login;
  const { cache, budget } = edges;
  const findIdentity = (user: unknown) => identityIn(user, identity);
  const { onTokenAsked, onGraphAsked } = getReady(login, edges);
  const { tenantId } = whom;
  const tokens = createTokenSource({
    settings,
    tenantId,
    cache,
    budget,
    readUser,
    findIdentity,
    onSent: onTokenAsked,
  });
  const graph = createGraphSession(settings.cloud.graph, tokens, budget, onGraphAsked);
  const scope = graphScope(settings, whom.tenantId);
  const readings = login.due.map(async (part): Promise<[string, Reading]> => {
    const context = {
      graph,
      settings,
      claims,
      userPath: whom.path,
      oid: whom.oid,
      stored: sliceOf(stored.state, part),
    };
    return [part.name, await readPart(part, context, `${scope}:${part.name}`)];
  });
  return new Map(await Promise.all(readings));
}

async function readPart(part: Part, context: ReadContext, name: string): Promise<Reading> {
  try {
    if (!part.asksGraph(context.settings)) return await part.read(context);
    return await guarded(name, async () => part.read(context));
  } catch (error) {
    const failure = failureIn(error) ?? new Failure("invalid");
    const slice = part.fallback?.(context);
    return { kind: "failed", failure, ...(slice && { slice }) };
  }
}

/** The Auth0 user, read once however many want it. What goes wrong says what to do about it. */
function userReader(login: EntraLogin, { management }: Edges): () => Promise<unknown> {
  let user: Promise<unknown> | undefined;
  return async () => {
    if (!management) throw new Failure("credentials");
    user ??= management.readUser(login.userId).catch((error: unknown) => {
      const failure = countedElsewhere(error);
      const remedy = remedyForUserRead(failure, login.settings);
      throw countedElsewhere(new Failure(failure.reason, { ...failure.details, remedy }));
    });
    return user;
  };
}

/** Nothing is stored yet and claims always give something: only then is a token to write with worth asking for early. */
function isWriteCertain({ stored, settings, due }: EntraLogin): boolean {
  const isFirst = Object.keys(stored.state.entra).length === 0;
  return settings.persistWith === "management-api" && isFirst && due.some((part) => part.name === "profile");
}

/** What is needed next, loaded while a request is waited for: loading blocks, and there it blocks nothing. */
function getReady(login: EntraLogin, { budget, management }: Edges) {
  const ahead = isWriteCertain(login) ? management : undefined;
  let unsent = login.due.filter((part) => part.asksGraph(login.settings)).length;
  const prepare = (work: () => void) => {
    try {
      if (!budget.all.aborted) work();
    } catch {
      // A package that cannot be loaded says so where it is used; here nobody would catch it.
    }
  };
  return {
    /** To be called when a request for a token is on its way. */
    onTokenAsked: () => {
      prepare(() => {
        ahead?.warm();
        budget.uncounted(loadGraphClient);
      });
    },
    /** To be called when a request to Graph is on its way; the others shall not wait for what the first one loads. */
    onGraphAsked: () => {
      unsent -= 1;
      if (unsent !== 0) return;
      prepare(() => {
        ahead?.warm();
        ahead?.load();
      });
    },
  };
}
