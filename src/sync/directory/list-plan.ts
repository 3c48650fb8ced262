/**
 * Which parts can be read from a list of users. A trial read of each part shows it, so no part is known by name here.
 *
 * @module
 */

import type { GraphReader } from "../../graph/client";
import { Failure } from "../../http/failure";
import type { Part } from "../../parts/part";
import { PERSON_PROPERTIES } from "../../parts/person";
import type { ListRequest } from "./list";

export interface ListPlan {
  /** Names of the parts that read the user resource, which each listed user is. */
  readonly resourceParts: ReadonlySet<string>;
  /** Names of the parts that read the manager or the direct reports, which follow from the whole list. */
  readonly relationParts: ReadonlySet<string>;
  readonly request: ListRequest;
}

const USER_PATH = "/users/id";
const RESOURCE = /^\?\$select=([^&]+)$/;
const RELATION = /^\/(?:manager|directReports)\?/;

/** Plans the list for these parts. */
export async function planList(parts: readonly Part[]): Promise<ListPlan> {
  const resourceParts = new Set<string>();
  const relationParts = new Set<string>();
  const select = new Set<string>(PERSON_PROPERTIES);
  for (const part of parts) {
    const path = await requestedPath(part);
    const properties = RESOURCE.exec(path)?.[1];
    if (properties !== undefined) {
      resourceParts.add(part.name);
      for (const property of properties.split(",")) select.add(property);
    } else if (RELATION.test(path)) relationParts.add(part.name);
  }
  const request = { select: [...select], expandsManager: relationParts.size > 0 };
  return { resourceParts, relationParts, request };
}

/** What a part requests first, without the path of the user; empty if it requests nothing. */
async function requestedPath(part: Part): Promise<string> {
  let requested = "";
  const graph: GraphReader = {
    origin: "",
    async get(path) {
      requested ||= path.replace(/^\/v1\.0/, "").slice(USER_PATH.length);
      return Promise.reject(new Failure("invalid"));
    },
  };
  const context = {
    claims: { attributes: {}, userId: undefined, native: true },
    userPath: USER_PATH,
    tenantId: "",
    oid: undefined,
    stored: { metadata: {}, entra: {} },
    wasRead: false,
    graph,
  };
  await part.read(context).catch(() => {});
  return requested;
}
