/**
 * Recorded scenarios as tenants of Entra and Auth0, so that logins and the directory sync can read the same data.
 *
 * @module
 */

import type { RecordedResponse, Scenario } from "../../../src/cli/shared/scenario";
import { own, ownText } from "../../../src/json";
import type { SyncSetup } from "../cli/sync";
import type { Auth0Connection, Auth0User } from "../standin/auth0-tenant";
import { type GraphObject, type Photo, createDirectory, createUser } from "../standin/directory";
import { type HttpResponse, send } from "../standin/handler";
import { type Target, recognizeRequest } from "../standin/routes";
import { AUTH0_DOMAIN } from "../standin/server";

const USER_TYPE = "#microsoft.graph.user";
const LOGIN_SCOPES = ["read:users", "read:user_idp_tokens", "update:users_app_metadata"];

export interface Account extends Auth0User {
  readonly user_id: string;
  readonly app_metadata: object;
}

/** What a scenario recorded, by target of the stand-in. */
type Answers = ReadonlyMap<Target, readonly RecordedResponse[]>;

/**
 * Makes the stand-in the tenants of a scenario. Errors of Graph are sent as they were recorded.
 *
 * @param recorded the scenario with the responses of Graph
 */
export function enterScenario(setup: SyncSetup, scenario: Scenario, recorded: Scenario): void {
  const answers = groupByTarget(recorded.answers);
  const { user, others } = createPeople(scenario, answers);
  setup.company = { people: [...(user ? [user] : []), ...others], managers: [], link: () => undefined };
  setup.tenant.honoursIfNoneMatch = true;
  setup.auth0.connections = connectionsOf(scenario);
  const { AUTH0_CLIENT_ID = "", AUTH0_CLIENT_SECRET = "" } = settingsIn(scenario);
  setup.auth0.clients?.set(AUTH0_CLIENT_ID, { secret: AUTH0_CLIENT_SECRET, scopes: LOGIN_SCOPES });
  const { tenant, backend } = setup;
  // The token of a user is accepted, unless that is what the scenario is about.
  const isTokenAccepted = recorded.answers.every(({ status }) => status !== 401);
  const findTenant = (id: string) => (id === tenant.id ? tenant : undefined);
  backend.directory = createDirectory(findTenant, isTokenAccepted ? tenant : undefined);
  const errors = errorsIn(answers);
  backend.overridePart = ({ target }) => errors.get(target);
  backend.override = ({ target }, response) => {
    const error = errors.get(target);
    if (error) send(response, error);
    return error !== undefined;
  };
}

/** The Auth0 user of a scenario before any login, with what only the Management API returned. */
export function accountIn({ event, answers }: Scenario): Account {
  const user = event.user as Account;
  const read = answers.find(({ method, path }) => method === "GET" && path.includes("/api/v2/users/"));
  return { ...user, ...(read?.response as object | undefined), app_metadata: {} };
}

/** Settings of a scenario as the environment of the sync, or as secrets of a login. */
export function settingsIn({ event }: Scenario): Readonly<Record<string, string>> {
  const secrets = event.secrets as Readonly<Record<string, string>>;
  return { ...secrets, ...(secrets.AUTH0_DOMAIN !== undefined && { AUTH0_DOMAIN }) };
}

function groupByTarget(answers: readonly RecordedResponse[]): Answers {
  const groups = new Map<Target, RecordedResponse[]>();
  for (const answer of answers) {
    const { scope, method, path } = answer;
    const request = { method, host: new URL(scope).host, path, headers: {}, body: "" };
    const { target } = recognizeRequest(request);
    groups.set(target, [...(groups.get(target) ?? []), answer]);
  }
  return groups;
}

/** The last error of each target, also for the list of users if the user cannot be read. */
function errorsIn(answers: Answers): ReadonlyMap<Target, HttpResponse> {
  const errors = new Map<Target, HttpResponse>();
  for (const [target, recorded] of answers) {
    const { status, response, rawHeaders } = recorded.at(-1) ?? { status: 200 };
    if (status < 400) continue;
    const headers = rawHeaders as Record<string, string>;
    const error = { status, headers, body: response };
    const targets: readonly Target[] =
      target === "user" && status !== 404 ? ["user", "users", "userCount"] : [target];
    for (const name of targets) errors.set(name, error);
  }
  return errors;
}

function createPeople(scenario: Scenario, answers: Answers) {
  const [resource] = successes(answers, "user");
  const [manager] = successes(answers, "manager");
  const reports = successes(answers, "directReports").map(itemsOf);
  const isKnown = answers.get("user")?.at(-1)?.status !== 404;
  const properties = (resource ?? { id: ownText(accountIn(scenario), "oid") ?? "" }) as GraphObject;
  const user = createUser(properties, {
    photo: photoIn(scenario, answers),
    manager: manager as GraphObject | undefined,
    directReports: reports,
    memberOf: successes(answers, "groups").map(itemsOf),
  });
  const others = [
    ...(manager ? [createUser(manager as GraphObject)] : []),
    ...reports
      .flat()
      .filter(isUser)
      .map((report) => createUser(report, { manager: properties })),
  ];
  return { user: isKnown ? user : undefined, others };
}

/** Bodies of the responses that are no errors. */
function successes(answers: Answers, target: Target): readonly unknown[] {
  return (answers.get(target) ?? []).filter(({ status }) => status === 200).map(({ response }) => response);
}

function itemsOf(page: unknown): readonly GraphObject[] {
  return own(page, "value") as readonly GraphObject[];
}

function isUser(item: GraphObject): boolean {
  return (item["@odata.type"] ?? USER_TYPE) === USER_TYPE;
}

/** The photo that Graph returned, or the stored one if Graph answered that it is still the same. */
function photoIn(scenario: Scenario, answers: Answers): Photo | undefined {
  const recorded = (answers.get("photoSized") ?? []).find(({ status }) => status < 400);
  if (!recorded) return undefined;
  const { response, rawHeaders, status } = recorded;
  const headers = rawHeaders as Record<string, string>;
  const metadata = own(scenario.event.user, "app_metadata");
  const [, type = "", base64 = ""] =
    /^data:(.*?);base64,(.*)$/.exec(ownText(metadata, "thumbnailPhoto") ?? "") ?? [];
  const stored = { bytes: Buffer.from(base64, "base64"), type };
  const etag = headers.ETag ?? ownText(own(own(metadata, "entra"), "photo"), "etag") ?? '"none"';
  if (status === 304) return { ...stored, etag };
  return { bytes: Buffer.from(String(response), "hex"), type: headers["Content-Type"] ?? "", etag };
}

/** The connections of all identities of the user. */
function connectionsOf({ event }: Scenario): readonly Auth0Connection[] {
  const { name, metadata } = event.connection as {
    readonly name: string;
    readonly metadata: Readonly<Record<string, string>>;
  };
  const { identities } = event.user as {
    readonly identities: readonly { readonly connection: string; readonly provider: string }[];
  };
  return identities.map(({ connection, provider }, index) => ({
    id: `con_${index}`,
    name: connection,
    strategy: provider,
    ...(connection === name && { metadata }),
  }));
}
