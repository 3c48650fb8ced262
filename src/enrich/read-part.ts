/**
 * Reads one part for one user.
 *
 * @module
 */

import { partDataOf } from "../app-metadata/state";
import type { GraphReader } from "../graph/client";
import { type Failure, copyOf, toFailure } from "../http/failure";
import type { GraphUser } from "../login/graph-user";
import type { EntraLogin } from "../login/login";
import type { Part, PartContext, Reading } from "../parts/part";

/** What `part` is read with, except Graph. */
export function partContextOf({ claims, stored }: EntraLogin, user: GraphUser, part: Part): PartContext {
  return {
    claims,
    userPath: user.path,
    tenantId: user.tenantId,
    oid: user.oid,
    stored: partDataOf(stored.state, part),
    wasRead: stored.state.sync[part.name] !== undefined,
  };
}

/** Reads `part`. Never rejects. @param delegated whether the signed-in user's own token is used */
export async function readPart(
  part: Part,
  context: PartContext,
  graph: GraphReader,
  delegated = false,
): Promise<Reading> {
  try {
    return await part.read({ ...context, graph });
  } catch (error) {
    return failedReading(part, copyOf(toFailure(error), { delegated }), context);
  }
}

/** The reading of a part that failed, with what is known without Graph. */
export function failedReading(part: Part, failure: Failure, context: PartContext): Reading {
  return { kind: "failed", failure, ...(part.fallback && { data: part.fallback(context) }) };
}
