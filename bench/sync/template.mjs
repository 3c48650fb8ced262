/** What a sync has stored for everybody, made of what it has stored for one person. */

import { oidOf, personOf, managerOf, propertiesOf, reportsOf } from "./company.mjs";

/**
 * `app_metadata` of another person.
 *
 * @param stored that of the person `from`, who has a manager and direct reports
 */
export function spread(stored, from, to, people) {
  const { profile, identity, sync } = stored.entra;
  const { assigned_plans: plans, ...ownProfile } = profile;
  const own = withNumber({ identity, profile: ownProfile }, from, to);
  // Properties of a profile are stored in the order of the mapping.
  const names = Object.keys(profile);
  const values = { ...own.profile, ...(plans && { assigned_plans: propertiesOf(to, true).assignedPlans }) };
  const manager = managerOf(to);
  const reports = reportsOf(to, people).map(personOf);
  return {
    ...(manager !== undefined && { manager: personOf(manager).displayName }),
    directReports: reports.map(({ displayName }) => displayName),
    entra: {
      identity: own.identity,
      profile: {
        ...Object.fromEntries(names.map((name) => [name, values[name]])),
        oid: oidOf(to),
        job_title: personOf(to).jobTitle,
      },
      ...(manager !== undefined && { manager: personOf(manager) }),
      directReports: reports,
      directReportsCount: reports.length,
      directReportsTruncated: false,
      sync,
    },
  };
}

/** Replaces the number of a person in all texts, with as many leading zeros. */
function withNumber(value, from, to) {
  const replaced = (text) => (text.startsWith("0") ? String(to).padStart(text.length, "0") : String(to));
  return JSON.parse(JSON.stringify(value).replaceAll(new RegExp(`0*${from}`, "g"), replaced));
}
