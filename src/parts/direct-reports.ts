/**
 * The direct reports.
 *
 * @module
 */

import { type GraphClient, requireJson } from "../graph/client";
import { isNothing, own, ownText } from "../json";
import { Failure } from "../http/failure";
import { JSON_CAP_BYTES, type Part, type PartData } from "./part";
import { PERSON_PROPERTIES, type Person, readPerson } from "./person";

/** `#microsoft.graph.user`, and types derived from it, such as `#microsoft.graph.agentUser`. */
const USER_TYPE = /^#microsoft\.graph\.(?:user|[A-Za-z]{1,64}User)$/;
const MAX_PAGES = 100;

/** @see https://learn.microsoft.com/graph/api/user-list-directreports */
export const directReports: Part = {
  name: "directReports",
  metadataKeys: ["directReports"],
  entraKeys: ["directReports", "directReportsCount", "directReportsTruncated"],
  permission: "User.Read.All",
  tooLargeRemedy: "set SYNC_DIRECT_REPORTS=off: too many direct reports to read",
  isOn: ({ settings }) => settings.syncDirectReports,
  usesGraph: () => true,
  isPresent: (slice) => !isNothing(slice.metadata.directReports) || !isNothing(slice.entra.directReports),
  async read({ graph, userPath, settings }) {
    const path = `/v1.0${userPath}/directReports?$select=${PERSON_PROPERTIES.join(",")}&$top=999`;
    const people = (await readPeople(graph, path)).sort(byName);
    return { kind: people.length > 0 ? "found" : "none", slice: sliceOf(people, settings.maxDirectReports) };
  },
};

/** Plain code-unit order, which does not depend on the runtime's locale. */
function byName(a: Person, b: Person): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function sliceOf(people: readonly Person[], max: number): PartData {
  const stored = people.slice(0, max);
  return {
    metadata: { directReports: stored.map((person) => person.name) },
    entra: {
      directReports: stored.map((person) => person.details),
      directReportsCount: stored.length,
      directReportsTruncated: people.length > max,
    },
  };
}

/**
 * Reads all pages. Each person counts once, because pages repeat items (msgraph-sdk-dotnet#2108).
 *
 * @throws {@link Failure} `limited` if there are users and none of them is readable
 */
async function readPeople(graph: GraphClient, firstPath: string): Promise<Person[]> {
  const people = new Map<string, Person>();
  const read = new Set<string>();
  let hasUnreadable = false;
  for (let next: string | undefined = `${graph.origin}${firstPath}`; next !== undefined;) {
    if (read.has(next)) throw new Failure("invalid");
    if (read.size >= MAX_PAGES) throw new Failure("too_large");
    read.add(next);
    const page = requireJson(await graph.get(next, JSON_CAP_BYTES));
    for (const item of usersOn(page)) {
      const person = readPerson(item);
      if (person) people.set(person.id.toLowerCase(), person);
      else hasUnreadable = true;
    }
    next = nextLink(page, graph.origin);
  }
  if (people.size === 0 && hasUnreadable) throw new Failure("limited");
  return [...people.values()];
}

/** The users of a page, without contacts, groups, devices and service principals. */
function usersOn(page: unknown): unknown[] {
  const value = own(page, "value");
  if (!Array.isArray(value)) throw new Failure("invalid");
  return value.filter((item) => {
    const type = ownText(item, "@odata.type");
    return type === undefined || USER_TYPE.test(type);
  });
}

/** The link to the next page. It is opaque, but has to lead to the host that this page came from. */
function nextLink(page: unknown, origin: string): string | undefined {
  const link = own(page, "@odata.nextLink");
  if (link === undefined || link === null) return undefined;
  if (typeof link !== "string" || !link.startsWith(`${origin}/`)) throw new Failure("invalid");
  return link;
}
