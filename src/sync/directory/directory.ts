/**
 * One tenant of a run: its list, if one was read, and everything else through batches.
 *
 * @module
 */

import type { GraphReader, GraphResponse } from "../../graph/client";
import { Failure, copyOf } from "../../http/failure";
import { ownText } from "../../json";
import type { GraphUser } from "../../login/graph-user";
import type { Part, PartData } from "../../parts/part";
import type { SyncRun } from "../run";
import { settleUnlessStopped } from "../waiting";
import { createBatchReader } from "./batch";
import { type DirectoryClient, createDirectoryClient } from "./client";
import { countUsers, listUsers } from "./list";
import type { ListPlan } from "./list-plan";
import { Snapshot, type StoredReports } from "./snapshot";

/** Share of the tenant's users that a complete list has at least. Both change while they are read. */
const MIN_LISTED_SHARE = 0.95;
/** Batches at the same time for everything that does not come from mailboxes. */
const MAX_BATCHES = 4;

/** Code of the failure of a list that has too few users. */
export const LIST_INCOMPLETE = "list_incomplete";

export class Directory {
  readonly #client: DirectoryClient;
  readonly #batches: GraphReader;
  readonly #mailboxBatches: GraphReader;
  #snapshot: Snapshot | undefined;
  /** Milliseconds since the epoch: when the data of the list was read, at the latest. */
  #listedAt: number | undefined;

  constructor(
    readonly run: SyncRun,
    readonly tenantId: string,
  ) {
    this.#client = createDirectoryClient(run, tenantId);
    this.#batches = createBatchReader(this.#client, run, MAX_BATCHES);
    this.#mailboxBatches = createBatchReader(this.#client, run, 1);
  }

  /** Graph itself, without batches. */
  get live(): GraphReader {
    return this.#client;
  }

  /** Milliseconds since the epoch from which on a login has newer data. */
  get readAt(): number {
    return this.#listedAt ?? this.run.clock.now();
  }

  /**
   * Lists all users of the tenant.
   *
   * @param onUser called for each user, and again for a user who is listed twice
   */
  async list({ request }: ListPlan, onUser: (user: unknown) => Promise<void>): Promise<void> {
    const snapshot = new Snapshot();
    this.#listedAt = this.run.clock.now();
    const { progress } = this.run;
    const read = async () => {
      await listUsers(this.#client, request, {
        onPage: async (users) => {
          for (const user of users) snapshot.add(user);
          for (const user of users) await onUser(user);
          progress.advance(users.length);
        },
        onRestart: () => {
          snapshot.clear();
        },
      });
      const count = await countUsers(this.#client);
      if (snapshot.size < count * MIN_LISTED_SHARE) throw new Failure("invalid", { code: LIST_INCOMPLETE });
    };
    const failure = await settleUnlessStopped(read());
    snapshot.finish(failure instanceof Failure ? failure : undefined);
    this.#snapshot = snapshot;
  }

  /** Why a user cannot be read; `undefined` if the user is listed, or nothing was. */
  absenceOf({ oid }: Pick<GraphUser, "oid">): Failure | undefined {
    const snapshot = this.#snapshot;
    if (!snapshot || (oid !== undefined && snapshot.has(oid))) return undefined;
    // Only a complete list proves that a user does not exist.
    return snapshot.failure ? copyOf(snapshot.failure) : new Failure("user_not_found");
  }

  /** Creates a reader for `part`: from the list if possible, else through batches. Responses are kept for the next read. */
  readerOf(part: Part, stored: PartData, responses: Map<string, Promise<GraphResponse>>): GraphReader {
    const source = part.isPerMailbox ? this.#mailboxBatches : this.#batches;
    return {
      origin: source.origin,
      get: async (url, maxBytes, headers = {}) => {
        const path = relativePath(url, source.origin);
        const listed = this.#snapshot?.responseTo(path, reportsIn(stored));
        if (listed) return listed;
        const key = JSON.stringify([path, headers]);
        const response = responses.get(key) ?? source.get(path, maxBytes, headers);
        responses.set(key, response);
        return response;
      },
    };
  }
}

/** The path below `/v1.0` of the first page of a list. A next link is requested byte for byte. */
function relativePath(url: string, origin: string): string {
  const base = `${origin}/v1.0`;
  const isNextLink = /[?&]\$skiptoken=/i.test(url);
  return url.startsWith(`${base}/`) && !isNextLink ? url.slice(base.length) : url;
}

/** People who are stored as a list, by details or by name. */
function reportsIn({ metadata, entra }: PartData): StoredReports {
  const lists = [...Object.values(entra), ...Object.values(metadata)].filter(Array.isArray);
  const ids = lists
    .flatMap((list) => list.map((item) => ownText(item, "id")))
    .filter((id) => id !== undefined);
  return { ids, count: Math.max(0, ...lists.map((list) => list.length)) };
}
