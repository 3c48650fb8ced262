/**
 * The direct reports.
 *
 * @module
 */

import { type Json, isNothing, without } from "../json";
import { integer, onOff } from "../settings/parse";
import type { SettingsReader } from "../settings/reader";
import { readList } from "./pages";
import type { Part, PartData } from "./part";
import { PERSON_PERMISSION, PERSON_PROPERTIES, type Person, parsePerson } from "./person";

/** `#microsoft.graph.user`, and types derived from it, such as `#microsoft.graph.agentUser`. */
const USER_TYPE = /^#microsoft\.graph\.(?:user|[A-Za-z]{1,64}User)$/;

/** @see https://learn.microsoft.com/graph/api/user-list-directreports */
export function directReports(settings: SettingsReader): Part {
  const maxPeople = settings.value("MAX_DIRECT_REPORTS", integer(1, 10_000));
  return {
    name: "directReports",
    isOn: settings.value("SYNC_DIRECT_REPORTS", onOff),
    metadataKeys: ["directReports"],
    entraKeys: ["directReports", "directReportsCount", "directReportsTruncated"],
    permission: PERSON_PERMISSION,
    usesGraph: true,
    tooLargeHint: "set SYNC_DIRECT_REPORTS=off: too many direct reports to read",
    hasValue: ({ metadata, entra }) => !isNothing(metadata.directReports) || !isNothing(entra.directReports),
    async read({ graph, userPath }) {
      const people = await readList(graph, {
        path: `${userPath}/directReports?$select=${PERSON_PROPERTIES.join(",")}&$top=999`,
        isCounted: (type) => type === undefined || USER_TYPE.test(type),
        parse: parsePerson,
      });
      return { kind: people.length > 0 ? "found" : "none", data: dataOf(people, maxPeople) };
    },
    trims: [
      { note: "entra.directReports", rank: 7, setting: "MAX_DIRECT_REPORTS", without: withoutDetails },
      {
        note: "directReports",
        rank: 9,
        setting: "MAX_DIRECT_REPORTS",
        without: withNames,
        items: (data) => namesIn(data).length,
      },
    ],
    tokenClaims: [
      {
        name: "directReports",
        rank: 4,
        value: ({ metadata: { directReports: names } }) =>
          Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined,
      },
    ],
    summary: ({ entra }) =>
      `${Number(entra.directReportsCount)}${entra.directReportsTruncated ? ", and more beyond MAX_DIRECT_REPORTS" : ""}`,
  };
}

function dataOf(people: readonly Person[], max: number): PartData {
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

function withoutDetails({ metadata, entra }: PartData): PartData | undefined {
  return isNothing(entra.directReports) ? undefined : { metadata, entra: without(entra, "directReports") };
}

function namesIn({ metadata }: PartData): readonly Json[] {
  return Array.isArray(metadata.directReports) ? metadata.directReports : [];
}

function withNames(data: PartData, kept: number): PartData | undefined {
  const names = namesIn(data);
  return names.length > 0
    ? { ...data, metadata: { ...data.metadata, directReports: names.slice(0, kept) } }
    : undefined;
}
