/**
 * The user as an application would show it: from `app_metadata`, with Auth0's own attributes where it has none.
 *
 * @module
 */

import { own, ownText } from "../../../json";

/** Another user: the manager or a direct report. */
export interface OtherPerson {
  readonly name: string;
  readonly title: string | undefined;
}

export interface Person extends OtherPerson {
  readonly department: string | undefined;
  readonly mail: string | undefined;
  /** Data URL. */
  readonly photo: string | undefined;
  readonly manager: OtherPerson | undefined;
  readonly reports: readonly OtherPerson[];
  /** Whether there are more than are stored. */
  readonly hasMoreReports: boolean;
  /** `undefined` if groups are not stored. */
  readonly groups: readonly string[] | undefined;
}

const NO_NAME = "No name";

/** @param user `event.user` */
export function personOf(appMetadata: unknown, user: unknown): Person {
  const entra = own(appMetadata, "entra");
  const profile = own(entra, "profile");
  const groups = own(entra, "groups");
  const manager = own(entra, "manager");
  const managerName = ownText(appMetadata, "manager") ?? ownText(manager, "displayName");
  return {
    name: ownText(profile, "name") ?? ownText(user, "name") ?? NO_NAME,
    title: ownText(profile, "job_title") ?? ownText(user, "job_title"),
    department: ownText(profile, "department") ?? ownText(user, "department"),
    mail: ownText(profile, "email") ?? ownText(user, "email"),
    photo: ownText(appMetadata, "thumbnailPhoto"),
    manager:
      managerName === undefined ? undefined : { name: managerName, title: ownText(manager, "jobTitle") },
    reports: reportsIn(appMetadata, entra),
    hasMoreReports: own(entra, "directReportsTruncated") === true,
    groups: Array.isArray(groups)
      ? groups.map((group) => ownText(group, "displayName") ?? NO_NAME)
      : undefined,
  };
}

/** Details are trimmed before names, so there may be names only. */
function reportsIn(appMetadata: unknown, entra: unknown): OtherPerson[] {
  const names = own(appMetadata, "directReports");
  const details = own(entra, "directReports");
  if (Array.isArray(details)) {
    return details.map((it) => ({
      name: ownText(it, "displayName") ?? ownText(it, "userPrincipalName") ?? NO_NAME,
      title: ownText(it, "jobTitle"),
    }));
  }
  if (!Array.isArray(names)) return [];
  return names.map((name) => ({ name: typeof name === "string" ? name : NO_NAME, title: undefined }));
}

/** The first letters of the first and the last word, for a user without a photo. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0],
  );
  return letters.join("").toUpperCase();
}
