/**
 * The people of a tenant, as they were listed. Responds to reads of the manager, who is listed with each user, and of the
 * direct reports, which are the inverse.
 *
 * @module
 */

import type { GraphResponse } from "../../graph/client";
import { type Failure, copyOf } from "../../http/failure";
import { own, ownText } from "../../json";
import { PERSON_PROPERTIES } from "../../parts/person";

type PersonValues = readonly (string | null)[];

interface ListedPerson {
  /** In the order of `PERSON_PROPERTIES`. */
  readonly values: PersonValues;
  /** Object id in lower case. The manager may be a contact, who is not in the list. */
  readonly managerId: string | undefined;
}

/** The direct reports that are stored for a user. */
export interface StoredReports {
  /** Object ids. Empty if only names are stored. */
  readonly ids: readonly string[];
  readonly count: number;
}

/** `/users/{id}/manager` and `/users/{id}/directReports`, as the parts request them. */
const REQUEST = /^\/users\/([^/?]+)\/(manager|directReports)\?\$select=([^&]+)(?:&\$top=999)?$/;
const SELECT = PERSON_PROPERTIES.join(",");

export class Snapshot {
  /** By object id in lower case. */
  readonly #people = new Map<string, ListedPerson>();
  /** The ids of the direct reports, by the manager's id. Created when the list is complete. */
  #reports = new Map<string, string[]>();
  #failure: Failure | undefined;
  /** One object for each text that many people share. */
  readonly #texts = new Map<string, string>();

  /** Number of people. */
  get size(): number {
    return this.#people.size;
  }

  /** Why the list is incomplete. Then there are no responses. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  has(oid: string): boolean {
    return this.#people.has(oid.toLowerCase());
  }

  /** Adds a listed user with its expanded manager. A user who is listed again replaces the former entry. */
  add(user: unknown): void {
    const id = ownText(user, "id");
    if (!id) return;
    const managerId = ownText(own(user, "manager"), "id")?.toLowerCase();
    const values = PERSON_PROPERTIES.map((name) => {
      const value = ownText(user, name) ?? null;
      return name === "jobTitle" && value !== null ? this.#shared(value) : value;
    });
    this.#people.set(id.toLowerCase(), { values, managerId: managerId && this.#shared(managerId) });
  }

  /** Removes all people, because the list is read again from its beginning. */
  clear(): void {
    this.#people.clear();
  }

  /** Ends the list. @param failure why it is incomplete */
  finish(failure?: Failure): void {
    this.#failure = failure;
    this.#reports = new Map();
    for (const [id, { managerId }] of this.#people) {
      if (managerId === undefined) continue;
      const reports = this.#reports.get(managerId);
      if (reports) reports.push(id);
      else this.#reports.set(managerId, [id]);
    }
  }

  /**
   * The response that Graph would give, except for the pages of a list; `undefined` if only Graph knows it.
   *
   * @throws {@link Failure} if the list is incomplete
   */
  responseTo(path: string, stored: StoredReports): GraphResponse | undefined {
    const [, id = "", collection, select] = REQUEST.exec(path) ?? [];
    const oid = id.toLowerCase();
    const person = this.#people.get(oid);
    if (select !== SELECT) return undefined;
    if (this.#failure) throw copyOf(this.#failure);
    if (!person) return undefined;
    if (collection === "manager") return this.#managerOf(person);
    const reports = this.#reports.get(oid) ?? [];
    const isKnown = stored.ids.length > 0 || reports.length >= stored.count;
    if (!isKnown || !this.#isLossProven(stored.ids, oid)) return undefined;
    return respond({ value: reports.map((report) => this.#resource(report)) });
  }

  /**
   * Whether each person who is no longer a direct report has another manager. A person without a manager, or who is not
   * listed, proves nothing, because Graph may have left out the expanded manager.
   */
  #isLossProven(storedIds: readonly string[], managerId: string): boolean {
    return storedIds.every((id) => {
      const now = this.#people.get(id.toLowerCase())?.managerId;
      return now !== undefined && (now !== managerId || this.#people.has(managerId));
    });
  }

  #managerOf({ managerId }: ListedPerson): GraphResponse | undefined {
    if (managerId === undefined) return NO_MANAGER;
    return this.#people.has(managerId) ? respond(this.#resource(managerId)) : undefined;
  }

  #resource(oid: string): Record<string, string | null> {
    const values = this.#people.get(oid)?.values ?? [];
    return Object.fromEntries(PERSON_PROPERTIES.map((name, index) => [name, values[index] ?? null]));
  }

  #shared(text: string): string {
    const shared = this.#texts.get(text);
    if (shared !== undefined) return shared;
    this.#texts.set(text, text);
    return text;
  }
}

function respond(json: unknown): GraphResponse {
  return { status: 200, headers: {}, body: Buffer.alloc(0), json, error: undefined };
}

/** Graph's response for a user without a manager. */
const NO_MANAGER: GraphResponse = {
  status: 404,
  headers: {},
  body: Buffer.alloc(0),
  error: { code: "Request_ResourceNotFound", message: "Resource 'manager' does not exist." },
};
