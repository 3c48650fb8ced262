/**
 * The people of these tests. Each number is a person with a tenant, an app, an Auth0 application and secrets of
 * their own, so that many logins can run at once and whoever gets another's data is found out.
 *
 * @module
 */

import type { PostLoginEvent } from "../../src/auth0";

export const AUTH0_DOMAIN = "contoso.eu.auth0.com";
export const GRAPH = "https://graph.microsoft.com";
export const LONG_AGO = "2020-02-02T02:02:02Z";

type Data = Readonly<Record<string, unknown>>;

export interface Person {
  readonly number: number;
  readonly tenantId: string;
  readonly oid: string;
  readonly userId: string;
  readonly clientId: string;
  readonly secret: string;
  readonly auth0ClientId: string;
  readonly auth0Secret: string;
  /** What Graph answers. */
  readonly user: Data;
  readonly photo: Buffer;
  readonly manager: Data;
  readonly reports: readonly Data[];
  /** `app_metadata` as earlier logins have left it: every part is there, old, and not what Graph has now. */
  readonly stored: Stored;
}

export interface Stored {
  readonly thumbnailPhoto: string;
  readonly manager: string;
  readonly directReports: readonly string[];
  readonly entra: Data;
  readonly plan: string;
}

/** Name of a token: who it is for, and which one it is. */
export const graphToken = (number: number, count = 1) => `graph-token-${number}-${count}`;
export const auth0Token = (number: number, count = 1) => `auth0-token-${number}-${count}`;

const guid = (kind: string, number: number) =>
  `${kind.repeat(8)}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

function colleague(kind: string, number: number): Data {
  const name = `Colleague${kind} Surname${number}`;
  const mail = `colleague${kind}.${number}@contoso.example`;
  return {
    id: guid(kind, number),
    displayName: name,
    mail,
    userPrincipalName: mail,
    jobTitle: `Job ${kind}`,
  };
}

/** A small JPEG, as far as its first bytes tell. */
export function jpeg(bytes: number, content: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes - 4, content)]);
}

export function person(number: number): Person {
  const oid = guid("a", number);
  const mail = `person.${number}@contoso.example`;
  return {
    number,
    tenantId: guid("b", number),
    oid,
    userId: `waad|auth0-user-${number}`,
    clientId: guid("c", number),
    secret: `entra-secret-${number}`,
    auth0ClientId: `auth0-client-${number}`,
    auth0Secret: `auth0-secret-${number}`,
    user: {
      id: oid,
      displayName: `Firstname Lastname${number}`,
      userPrincipalName: mail,
      mail,
      jobTitle: "New title",
      streetAddress: `${number} Secret Street`,
    },
    photo: jpeg(300, `new photo of ${number} `),
    manager: colleague("d", number),
    reports: [colleague("e", number), colleague("f", number)],
    stored: storedOf(number),
  };
}

function storedOf(number: number): Stored {
  const manager = colleague("1", number);
  const report = colleague("2", number);
  return {
    thumbnailPhoto: `data:image/jpeg;base64,${jpeg(90, `old photo of ${number}`).toString("base64")}`,
    manager: String(manager.displayName),
    directReports: [String(report.displayName)],
    entra: {
      identity: identityOf(number),
      profile: { oid: guid("a", number), given_name: "Oldname", job_title: "Old title", city: "Old city" },
      manager,
      directReports: [report],
      directReportsCount: 1,
      directReportsTruncated: false,
      photo: { etag: '"old"', sha256: "0".repeat(64), contentType: "image/jpeg", bytes: 90, size: "64x64" },
      sync: { profile: LONG_AGO, photo: LONG_AGO, manager: LONG_AGO, directReports: LONG_AGO },
    },
    plan: "somebody else's key",
  };
}

export const identityOf = (number: number) => `contoso|entra-user-${number}`;

/** Short enough to wait for, and long enough for a machine that has other things to do as well. */
export const BUDGET_MS = 2000;
/** A login is over so long after its start, whatever happens. */
export const LATEST_MS = BUDGET_MS + 250;

/** Secrets of the Action with everything on. */
export function secretsOf(whose: Person, more: Readonly<Record<string, string>> = {}) {
  return {
    AZURE_TENANT_ID: whose.tenantId,
    AZURE_CLIENT_ID: whose.clientId,
    AZURE_CLIENT_SECRET: whose.secret,
    AUTH0_DOMAIN,
    AUTH0_CLIENT_ID: whose.auth0ClientId,
    AUTH0_CLIENT_SECRET: whose.auth0Secret,
    USER_PHOTOS: "on",
    SYNC_USER_PHOTOS: "on",
    TIME_BUDGET_MS: String(BUDGET_MS),
    ...more,
  };
}

/** A login of `whose`. @param appMetadata what is stored, by default something old in every part */
export function loginOf(
  whose: Person,
  secrets: Readonly<Record<string, string>> = {},
  appMetadata: unknown = whose.stored,
): PostLoginEvent {
  const [connection, user_id] = identityOf(whose.number).split("|");
  return {
    connection: { name: connection, strategy: "waad", metadata: {} },
    user: {
      user_id: whose.userId,
      identities: [{ connection, provider: "waad", user_id, isSocial: false }],
      oid: whose.oid,
      tenantid: whose.tenantId,
      upn: `person.${whose.number}@contoso.example`,
      given_name: "Claimedname",
      app_metadata: appMetadata,
    },
    secrets: secretsOf(whose, secrets),
  };
}

/** What may never show in anything that is printed. */
export function privateWords(whose: Person): string[] {
  const { number } = whose;
  const people = [
    whose.user,
    whose.manager,
    ...whose.reports,
    ...(whose.stored.entra.directReports as Data[]),
  ];
  return [
    ...[whose.tenantId, whose.oid, whose.userId, whose.clientId, whose.secret, identityOf(number)],
    ...[whose.auth0ClientId, whose.auth0Secret, `graph-token-${number}`, `auth0-token-${number}`],
    ...people.flatMap((who) => [who.displayName, who.mail, who.id, who.streetAddress]),
    ...[`entra-user-${number}`, "Claimedname", "Oldname", "Secret Street", "contoso.example", "@"],
  ].filter((word) => typeof word === "string");
}
