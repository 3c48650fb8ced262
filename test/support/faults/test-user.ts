/**
 * Test users. Each number is a user with its own tenant, app, Auth0 application and secrets, so that many logins can
 * run at once and a test detects data of another user.
 *
 * @module
 */

import type { PostLoginEvent } from "../../../src/auth0";
import type { GraphObject } from "../standin/directory";
import { AUTH0_DOMAIN } from "../standin/server";

export const GRAPH = "https://graph.microsoft.com";
export const LONG_AGO = "2020-02-02T02:02:02Z";

type Data = Readonly<Record<string, unknown>>;

export interface TestUser {
  readonly number: number;
  readonly tenantId: string;
  readonly oid: string;
  readonly userId: string;
  readonly clientId: string;
  readonly secret: string;
  readonly auth0ClientId: string;
  readonly auth0Secret: string;
  /** Graph's data. */
  readonly user: GraphObject;
  readonly photo: Buffer;
  readonly manager: GraphObject;
  readonly reports: readonly GraphObject[];
  /** `app_metadata` of an earlier login: every part is stored, is stale, and differs from Graph's data. */
  readonly stored: Stored;
}

export interface Stored {
  readonly thumbnailPhoto: string;
  readonly manager: string;
  readonly directReports: readonly string[];
  readonly entra: Data;
  readonly plan: string;
}

/** Access token. @param count how many tokens were requested for the user, this one included */
export const graphToken = (number: number, count = 1) => `graph-token-${number}-${count}`;
export const auth0Token = (number: number, count = 1) => `auth0-token-${number}-${count}`;

const guid = (kind: string, number: number) =>
  `${kind.repeat(8)}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

/** Number of the test user that an id belongs to; 0 for other ids. */
export function numberOf(id: string): number {
  const guidEnd = /^[a-f]{8}-0000-4000-8000-([0-9a-f]{12})$/.exec(id)?.[1];
  if (guidEnd !== undefined) return parseInt(guidEnd, 16);
  return Number(/^(?:auth0-client-|waad\|auth0-user-)(\d+)$/.exec(id)?.[1] ?? 0);
}

function colleague(kind: string, number: number): GraphObject {
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

/** `bytes` bytes that begin like a JPEG file. */
export function jpeg(bytes: number, content: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes - 4, content)]);
}

export function testUser(number: number): TestUser {
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
    plan: "key of another application",
  };
}

export const identityOf = (number: number) => `contoso|entra-user-${number}`;

/** Time budget of a login. Long enough for a busy machine, short enough for many timeouts. */
const BUDGET_MS = 2000;
/** Maximum duration of a login, whatever fails. */
export const MAX_LOGIN_MS = BUDGET_MS + 250;

/** Secrets of the Action with every part on. */
export function secretsOf(user: TestUser, more: Readonly<Record<string, string>> = {}) {
  return {
    AZURE_TENANT_ID: user.tenantId,
    AZURE_CLIENT_ID: user.clientId,
    AZURE_CLIENT_SECRET: user.secret,
    AUTH0_DOMAIN,
    AUTH0_CLIENT_ID: user.auth0ClientId,
    AUTH0_CLIENT_SECRET: user.auth0Secret,
    USER_PHOTOS: "on",
    SYNC_USER_PHOTOS: "on",
    TIME_BUDGET_MS: String(BUDGET_MS),
    ...more,
  };
}

/** A login of `user`. @param appMetadata stored data, by default stale in every part */
export function loginOf(
  user: TestUser,
  secrets: Readonly<Record<string, string>> = {},
  appMetadata: unknown = user.stored,
): PostLoginEvent {
  const [connection, user_id] = identityOf(user.number).split("|");
  return {
    connection: { name: connection, strategy: "waad", metadata: {} },
    user: {
      user_id: user.userId,
      identities: [{ connection, provider: "waad", user_id, isSocial: false }],
      oid: user.oid,
      tenantid: user.tenantId,
      upn: `person.${user.number}@contoso.example`,
      given_name: "Claimedname",
      app_metadata: appMetadata,
    },
    secrets: secretsOf(user, secrets),
  };
}

/** Words that must not occur in any output. */
export function privateWords(user: TestUser): string[] {
  const { number } = user;
  const people = [user.user, user.manager, ...user.reports, ...(user.stored.entra.directReports as Data[])];
  return [
    ...[user.tenantId, user.oid, user.userId, user.clientId, user.secret, identityOf(number)],
    ...[user.auth0ClientId, user.auth0Secret, `graph-token-${number}`, `auth0-token-${number}`],
    ...people.flatMap(({ displayName, mail, id, streetAddress }) => [displayName, mail, id, streetAddress]),
    ...[`entra-user-${number}`, "Claimedname", "Oldname", "Secret Street", "contoso.example", "@"],
  ].filter((word) => typeof word === "string");
}
