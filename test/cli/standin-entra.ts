/**
 * Entra, Graph and the token endpoint of Auth0, with the rules that the commands run into: who gets a token, which
 * permission is looked at first, what an app without it sees. Nothing here can be changed: that is a failure.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { type Answer, type StandInRequest, sendJson } from "../standin/server";

export const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
export const CLIENT = "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d";
export const USER = "c0ffee42-1111-4222-8333-444455556666";
export const MANAGER = "0ddba11a-9999-4888-8777-666655554444";
const SECRET = "Qm7~right-client-secret";
const GRAPH = "https://graph.microsoft.com";

export interface Person {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** What there is, and how it is disposed. Tests change it. */
export interface World {
  /** Application permissions that were consented to. */
  roles: string[];
  secretExpired: boolean;
  /** Whether the token tells what it may do, as Microsoft does not promise. */
  opaqueTokens: boolean;
  /** Everything but ids is `null`, as Graph shows it to apps without the permission to read people. */
  limited: boolean;
  user: Person;
  manager: Person | undefined;
  /** Pages of direct reports. */
  reports: readonly (readonly Person[])[];
  photo: { readonly bytes: Buffer; readonly type: string; readonly etag: string } | undefined;
  /** Scopes of Auth0's machine-to-machine application; `undefined`: not authorized for the API. */
  scopes: string[] | undefined;
  /** Takes an answer over where it returns true. */
  override: (request: StandInRequest, response: ServerResponse) => boolean;
}

/** A tenant where everything is as it should be. */
export function createWorld(): World {
  return {
    roles: ["User.Read.All", "ProfilePhoto.Read.All"],
    secretExpired: false,
    opaqueTokens: false,
    limited: false,
    user: {
      "@odata.context": `${GRAPH}/v1.0/$metadata#users('${USER}')/$entity`,
      id: USER,
      displayName: "Wilhelmina Quackenbush",
      givenName: "Wilhelmina",
      surname: "Quackenbush",
      mail: "wilhelmina.quackenbush@tailspintoys.com",
      userPrincipalName: "wquack@tailspintoys.com",
      accountEnabled: true,
      businessPhones: ["+49 89 7654321"],
      mobilePhone: "+49 171 1234567",
      jobTitle: "Manager",
      department: "Bassoon Repairs",
      city: "Unterschleissheim",
      country: "Germany",
      postalCode: "85716",
      state: "Bavaria",
      streetAddress: "Konrad-Zuse-Platz 7",
      usageLocation: "DE",
      preferredLanguage: "de-DE",
      proxyAddresses: [
        "SMTP:wilhelmina.quackenbush@tailspintoys.com",
        "x500:/o=Tailspin/cn=Recipients/cn=wquack",
      ],
      assignedLicenses: [{ disabledPlans: [], skuId: "c7df2760-2c81-4ef7-b578-5b5392b571df" }],
      assignedPlans: [
        {
          assignedDateTime: "2025-02-11T09:22:31Z",
          capabilityStatus: "Enabled",
          service: "exchange",
          servicePlanId: "efb87545-963c-4e0d-99df-69c6916d9eb0",
        },
      ],
      provisionedPlans: [
        { capabilityStatus: "Enabled", provisioningStatus: "Success", service: "SharePoint" },
      ],
      onPremisesProvisioningErrors: [],
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: "2026-10-05T03:04:05Z",
      faxNumber: null,
    },
    manager: person(MANAGER, "Ottokar Zwiebelbaum", "ozwiebel"),
    reports: [
      [
        person("a1a1a1a1-0000-4000-8000-000000000001", "Philippa Umbrage", "pumbrage"),
        person("a1a1a1a1-0000-4000-8000-000000000002", "Lysander Moonhowl", "lmoonhowl"),
      ],
    ],
    photo: {
      bytes: readFileSync("test/fixtures/pictures/portrait-64x64.jpg"),
      type: "image/jpeg",
      etag: '"QUACK-1234"',
    },
    scopes: ["update:users_app_metadata"],
    override: () => false,
  };
}

export function person(id: string, displayName: string, local: string): Person {
  const mail = `${local}@tailspintoys.com`;
  return {
    "@odata.type": "#microsoft.graph.user",
    id,
    displayName,
    mail,
    userPrincipalName: mail,
    jobTitle: "Bassoon Tuner",
  };
}

/** Environment of a command in a tenant where everything is as it should be. */
export const SETTINGS: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: CLIENT,
  AZURE_CLIENT_SECRET: SECRET,
  AUTH0_DOMAIN: "contoso.eu.auth0.com",
  AUTH0_CLIENT_ID: "m2mClient",
  AUTH0_CLIENT_SECRET: "Zx9-right-m2m-secret",
  USER_PHOTOS: "on",
  SYNC_USER_PHOTOS: "on",
};

/** Answers as `world()` is at that moment. */
export function answerAs(world: () => World): Answer {
  const token = () => jwt(world());
  return (request, response) => {
    const now = world();
    if (now.override(request, response)) return;
    if (request.host === "login.microsoftonline.com") answerEntra(now, request, response, token());
    else if (request.host === "graph.microsoft.com") answerGraph(now, request, response, token());
    else if (request.host === "contoso.eu.auth0.com") answerAuth0(now, request, response);
    else sendJson(response, 500, {});
  };
}

function jwt({ opaqueTokens, roles }: World): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { ver: "2.0", tid: TENANT, appid: CLIENT, roles };
  return opaqueTokens ? "opaque-token-of-graph" : `${encode({ typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

function answerEntra(
  world: World,
  { path, body }: StandInRequest,
  response: ServerResponse,
  token: string,
): void {
  const form = new URLSearchParams(body);
  const refuse = (status: number, error: string, code: string, words: string) => {
    const description = `AADSTS${code}: ${words} Trace ID: 7d1f0000-aaaa-bbbb-cccc-0123456789ab`;
    sendJson(response, status, { error, error_description: description, error_codes: [Number(code)] });
  };
  if (!path.startsWith(`/${TENANT}/`)) {
    refuse(400, "invalid_request", "90002", `Tenant '${path.split("/")[1] ?? ""}' not found.`);
  } else if (form.get("client_id") !== CLIENT) {
    refuse(
      400,
      "unauthorized_client",
      "700016",
      "Application was not found in the directory 'Tailspin Toys'.",
    );
  } else if (form.get("client_secret") !== SECRET) {
    refuse(401, "invalid_client", "7000215", "Invalid client secret provided.");
  } else if (world.secretExpired) {
    refuse(401, "invalid_client", "7000222", "The provided client secret keys are expired.");
  } else {
    sendJson(response, 200, {
      token_type: "Bearer",
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: token,
    });
  }
}

function answerGraph(world: World, request: StandInRequest, response: ServerResponse, token: string): void {
  const { pathname, searchParams } = new URL(request.path, GRAPH);
  const error = (status: number, code: string, message: string) => {
    const ids = { "request-id": "5ca1ab1e-1234-4321-8888-0123456789ab", date: "2026-11-22T02:48:00" };
    sendJson(response, status, { error: { code, message, innerError: ids } });
  };
  if (request.method !== "GET") error(405, "Request_BadRequest", "nothing may be changed here");
  else if (request.headers.authorization !== `Bearer ${token}`) {
    error(401, "InvalidAuthenticationToken", "Access token validation failure.");
    return;
  }
  const [, id = "", what = ""] = /^\/v1\.0\/users\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
  const isPhoto = what.startsWith("photo");
  if (!world.roles.includes(isPhoto ? "ProfilePhoto.Read.All" : "User.Read.All")) {
    error(
      403,
      isPhoto ? "ErrorAccessDenied" : "Authorization_RequestDenied",
      "Insufficient privileges to complete the operation.",
    );
  } else if (id !== world.user.id) {
    const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
    error(404, "Request_ResourceNotFound", text);
  } else if (isPhoto) {
    const { photo } = world;
    if (photo) response.writeHead(200, { "content-type": photo.type, etag: photo.etag }).end(photo.bytes);
    else
      error(
        404,
        "ImageNotFound",
        `Exception of type 'ImageNotFound' for ${String(world.user.mail)} was thrown.`,
      );
  } else if (what === "manager") {
    const text =
      "Resource 'manager' does not exist or one of its queried reference-property objects are not present.";
    if (world.manager) sendJson(response, 200, seen(world.manager, world));
    else error(404, "Request_ResourceNotFound", text);
  } else if (what === "directReports") {
    const page = Number(/\d+$/.exec(searchParams.get("$skiptoken") ?? "")?.[0] ?? 0);
    sendJson(response, 200, {
      "@odata.context": `${GRAPH}/v1.0/$metadata#directoryObjects`,
      ...(page + 1 < world.reports.length && {
        "@odata.nextLink": `${GRAPH}/v1.0/users/${id}/directReports?$select=id,displayName,mail,userPrincipalName,jobTitle&$top=999&$skiptoken=wquack-${page + 1}`,
      }),
      value: (world.reports[page] ?? []).map((report) => seen(report, world)),
    });
  } else {
    sendJson(response, 200, seen(world.user, world));
  }
}

function seen(someone: Person, { limited }: World): unknown {
  if (!limited) return someone;
  return Object.fromEntries(
    Object.entries(someone).map(([key, value]) => [key, key === "id" || key.startsWith("@") ? value : null]),
  );
}

function answerAuth0(
  { scopes }: World,
  { method, path, body }: StandInRequest,
  response: ServerResponse,
): void {
  if (method !== "POST" || path !== "/oauth/token") {
    sendJson(response, 500, { message: "nothing may be asked or changed here" });
    return;
  }
  const form = JSON.parse(body) as Record<string, string>;
  const denied = (status: number, error_description: string) => {
    sendJson(response, status, { error: "access_denied", error_description });
  };
  if (form.client_id !== SETTINGS.AUTH0_CLIENT_ID || form.client_secret !== SETTINGS.AUTH0_CLIENT_SECRET) {
    denied(401, "Unauthorized");
  } else if (form.audience !== "https://contoso.eu.auth0.com/api/v2/") {
    denied(403, `Service not enabled within domain: ${String(form.audience)}`);
  } else if (!scopes) {
    denied(
      403,
      `Client is not authorized to access "${form.audience}". You need to create a "client-grant".`,
    );
  } else {
    sendJson(response, 200, { access_token: "m2m-token-value", scope: scopes.join(" "), expires_in: 86400 });
  }
}
