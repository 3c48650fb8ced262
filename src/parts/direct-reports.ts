/**
 * The direct reports, page by page up to a cap.
 *
 * @module
 */

import { type GraphSession, expectAnswer, isNone, jsonOf } from "../graph/session";
import { own, ownText } from "../mapping/json";
import { Failure } from "../network/failure";
import { JSON_CAP_BYTES, type Part, type Slice } from "./part";
import { PERSON_PROPERTIES, type Person, readPerson } from "./person";

const USER = "#microsoft.graph.user";
/** Far more than the largest cap takes at any size of page that Graph has. */
const MOST_PAGES = 100;

/** @see https://learn.microsoft.com/graph/api/user-list-directreports */
export const directReports: Part = {
  name: "directReports",
  metadataKeys: ["directReports"],
  entraKeys: ["directReports", "directReportsCount", "directReportsTruncated"],
  permission: "User.Read.All",
  tooLargeRemedy: "too many direct reports: lower MAX_DIRECT_REPORTS",
  isOn: ({ settings }) => settings.syncDirectReports,
  asksGraph: () => true,
  isPresent: (slice) => hasItems(slice.metadata.directReports) || hasItems(slice.entra.directReports),
  async read({ graph, userPath, settings }) {
    const path = `${userPath}/directReports?$select=${PERSON_PROPERTIES.join(",")}&$top=999`;
    const { people, more } = await readPages(graph, path, settings.maxDirectReports);
    return { kind: people.length > 0 ? "found" : "none", slice: sliceOfPeople(people, more) };
  },
};

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function sliceOfPeople(people: readonly Person[], more: boolean): Slice {
  return {
    metadata: { directReports: people.map((person) => person.name) },
    entra: {
      directReports: people.map((person) => person.details),
      directReportsCount: people.length,
      directReportsTruncated: more,
    },
  };
}

async function readPages(
  graph: GraphSession,
  first: string,
  most: number,
): Promise<{ people: Person[]; more: boolean }> {
  const people: Person[] = [];
  const read = new Set<string>();
  let next: string | undefined = `${graph.origin}/v1.0${first}`;
  while (next !== undefined && people.length < most) {
    if (read.has(next)) throw new Failure("invalid");
    if (read.size >= MOST_PAGES) throw new Failure("too_large");
    read.add(next);
    const answer = await graph.get(next, JSON_CAP_BYTES);
    if (isNone(answer)) throw new Failure("invalid");
    const page = jsonOf(expectAnswer(answer));
    people.push(...usersOn(page));
    next = nextLink(page, graph.origin);
  }
  const more = next !== undefined || people.length > most;
  return { people: people.slice(0, most), more };
}

/** The users of a page. Contacts and groups that report to somebody are none, whether they can be read or not. */
function usersOn(page: unknown): Person[] {
  const value = own(page, "value");
  if (!Array.isArray(value)) throw new Failure("invalid");
  return value.filter((item) => (ownText(item, "@odata.type") ?? USER) === USER).map(readPerson);
}

/** The link to the next page, which is opaque, absolute, and has to lead to where this page came from. */
function nextLink(page: unknown, origin: string): string | undefined {
  const link = own(page, "@odata.nextLink");
  if (link === undefined || link === null) return undefined;
  if (typeof link !== "string" || !link.startsWith(`${origin}/`)) throw new Failure("invalid");
  return link;
}
