/**
 * A directory of generated people, read through the handlers of the stand-in without a server.
 *
 * @module
 */

import { type GraphReader, toGraphResponse } from "../../../src/graph/client";
import { PERSON_PROPERTIES } from "../../../src/parts/person";
import { Snapshot } from "../../../src/sync/directory/snapshot";
import { createBackend } from "../standin/backend";
import { sendDirectly } from "../standin/direct";
import {
  type DirectoryUser,
  type GraphObject,
  createDirectory,
  createTenant,
  createUser,
} from "../standin/directory";
import { ORIGIN } from "../graph";

export const CONTACT_ID = "contact";
const CONTACT: GraphObject = {
  "@odata.type": "#microsoft.graph.orgContact",
  id: "c0000000-0000-4000-8000-00000000c0de",
  displayName: "Contact",
};
const PAGE_SIZE = 999;

export interface Person {
  readonly displayName: string | null;
  readonly jobTitle: string | null;
  readonly mail: string | null;
  readonly userType: string;
  readonly accountEnabled: boolean;
  /** Index of the manager, modulo the number of people. */
  readonly manager: number | typeof CONTACT_ID | undefined;
}

export interface StandInDirectory {
  /** Reads from the stand-in. */
  readonly reader: GraphReader;
  /** Lists all users, page by page. */
  list(): Promise<Snapshot>;
}

/** In upper case for every other person, because Graph does not promise one case. */
export const idOf = (index: number) => {
  const id = `0000abcd-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return index % 2 === 0 ? id : id.toUpperCase();
};

/** @param moreReports number of further people who report to the first person */
export function createStandInDirectory(
  people: readonly Person[],
  { moreReports, isLimited }: { readonly moreReports: number; readonly isLimited: boolean },
): StandInDirectory {
  const users = createUsers(people, moreReports);
  const byId = new Map(users.map((user) => [user.properties.id.toLowerCase(), user]));
  const tenant = createTenant({
    id: "tenant",
    limited: isLimited,
    findUser: (id) => byId.get(id.toLowerCase()),
    createToken: () => "token",
    listUsers: () => users,
  });
  const backend = createBackend(createDirectory(() => tenant, tenant));
  const get = async (path: string) => {
    const url = path.startsWith("https:") ? path : `${ORIGIN}/v1.0${path}`;
    const { status, headers, bytes } = await sendDirectly(backend, `GET ${url}`, {});
    return toGraphResponse({ status, headers, body: bytes });
  };
  return { reader: { origin: ORIGIN, get }, list: async () => list(get) };
}

async function list(get: GraphReader["get"]): Promise<Snapshot> {
  const snapshot = new Snapshot();
  let next: string | undefined =
    `/users?$select=${PERSON_PROPERTIES.join(",")}&$expand=manager($select=id)&$top=${PAGE_SIZE}`;
  while (next !== undefined) {
    const { body } = await get(next, Infinity);
    const page = JSON.parse(body.toString()) as { value: readonly unknown[]; "@odata.nextLink"?: string };
    for (const user of page.value) snapshot.add(user);
    next = page["@odata.nextLink"];
  }
  snapshot.finish();
  return snapshot;
}

function createUsers(people: readonly Person[], moreReports: number): readonly DirectoryUser[] {
  const managers = people.map(({ manager }) =>
    typeof manager === "number" ? manager % people.length : undefined,
  );
  const all = [
    ...people,
    ...Array.from({ length: moreReports }, (_, index) => ({ displayName: `More ${index % 7}` })),
  ];
  const users = all.map(({ ...properties }, index) =>
    createUser({ ...properties, id: idOf(index), userPrincipalName: `person${index}@contoso.example` }),
  );
  const reports = new Map<DirectoryUser, GraphObject[]>();
  users.forEach((user, index) => {
    const manager = users[index < people.length ? (managers[index] ?? -1) : 0];
    user.manager = people[index]?.manager === CONTACT_ID ? CONTACT : manager && viewPerson(manager);
    if (manager) reports.set(manager, [...(reports.get(manager) ?? []), viewPerson(user)]);
  });
  // Graph does not sort them.
  for (const [user, list] of reports) user.directReports = pagesOf(list.reverse());
  return users;
}

function viewPerson({ properties }: DirectoryUser): GraphObject {
  const values = PERSON_PROPERTIES.map((name) => [name, properties[name] ?? null]);
  return { "@odata.type": "#microsoft.graph.user", ...Object.fromEntries(values) } as GraphObject;
}

function pagesOf(items: readonly GraphObject[]): readonly (readonly GraphObject[])[] {
  const count = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  return Array.from({ length: count }, (_, page) => items.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
}
