/**
 * The user as an application would show it: from `app_metadata`, with Auth0's own attributes where it has none.
 *
 * @module
 */

import { own, ownText } from "../../../json";
import { shorten } from "../../shared/html/format";

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

/** Of each text, so that a page stays small. Names in Entra can have 256. */
const MAX_CHARACTERS = 100;

/** @param user `event.user` */
export function personOf(appMetadata: unknown, user: unknown): Person {
  const entra = own(appMetadata, "entra");
  const profile = own(entra, "profile");
  const groups = own(entra, "groups");
  const manager = own(entra, "manager");
  const managerName = shortText(appMetadata, "manager") ?? shortText(manager, "displayName");
  return {
    name: shortText(profile, "name") ?? shortText(user, "name") ?? NO_NAME,
    title: shortText(profile, "job_title") ?? shortText(user, "job_title"),
    department: shortText(profile, "department") ?? shortText(user, "department"),
    mail: shortText(profile, "email") ?? shortText(user, "email"),
    photo: ownText(appMetadata, "thumbnailPhoto"),
    manager:
      managerName === undefined ? undefined : { name: managerName, title: shortText(manager, "jobTitle") },
    reports: reportsIn(appMetadata, entra),
    hasMoreReports: own(entra, "directReportsTruncated") === true,
    groups: Array.isArray(groups)
      ? groups.map((group) => shortText(group, "displayName") ?? NO_NAME)
      : undefined,
  };
}

/** Details are trimmed before names, so there may be names only. */
function reportsIn(appMetadata: unknown, entra: unknown): OtherPerson[] {
  const names = own(appMetadata, "directReports");
  const details = own(entra, "directReports");
  if (Array.isArray(details)) {
    return details.map((it) => ({
      name: shortText(it, "displayName") ?? shortText(it, "userPrincipalName") ?? NO_NAME,
      title: shortText(it, "jobTitle"),
    }));
  }
  if (!Array.isArray(names)) return [];
  return names.map((name) => ({
    name: typeof name === "string" ? shorten(name, MAX_CHARACTERS) : NO_NAME,
    title: undefined,
  }));
}

/** The first letters of the first and the last word, for a user without a photo. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0],
  );
  return letters.join("").toUpperCase();
}

function shortText(value: unknown, key: string): string | undefined {
  const text = ownText(value, key);
  return text === undefined ? undefined : shorten(text, MAX_CHARACTERS);
}
