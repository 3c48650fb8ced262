/**
 * Runs the draft once in Auth0's runtime before it is deployed, with the login of a user without an Entra identity, so
 * that the Action starts, has nothing to do and sends no request.
 *
 * @module
 */

import { isRecord, ownText } from "../../json";
import type { ManagementApi } from "../shared/management-api/client";
import { type NamedValue, redact } from "../shared/redact";

const CONNECTION = "Username-Password-Authentication";
const USER_ID = "auth0|000000000000000000000000";

/**
 * A complete event, like the one that Auth0's editor offers: Auth0's runtime reads more of it than the Action does, and
 * fails with `Cannot read properties of undefined (reading 'id')` if something is missing. It contains no secrets, so
 * that those of the draft are used.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/post-login-event-object
 */
function createTestEvent(now: Date): Record<string, unknown> {
  const time = now.toISOString();
  const redirect = "https://app.example/callback";
  return {
    authentication: { methods: [{ name: "pwd", timestamp: time }] },
    authorization: { roles: [] },
    client: { client_id: "test", name: "Test run of a deployment", metadata: {} },
    connection: { id: "con_0000000000000000", name: CONNECTION, strategy: "auth0", metadata: {} },
    request: {
      body: {},
      geoip: {},
      hostname: "tenant.example",
      ip: "192.0.2.1",
      language: "en",
      method: "GET",
      query: { client_id: "test", protocol: "oauth2", redirect_uri: redirect, response_type: "code" },
      user_agent: "Test run of a deployment",
    },
    resource_server: { identifier: "https://tenant.example/userinfo" },
    session: {
      id: "sess_test",
      device: {},
      user_id: USER_ID,
      authenticated_at: time,
      authentication: { methods: [] },
      clients: [],
      created_at: time,
      updated_at: time,
    },
    stats: { logins_count: 1 },
    tenant: { id: "tenant" },
    transaction: {
      acr_values: [],
      locale: "en",
      prompt: [],
      protocol: "oidc-basic-profile",
      redirect_uri: redirect,
      requested_scopes: ["openid"],
      response_mode: "query",
      response_type: ["code"],
      state: "test",
      ui_locales: ["en"],
    },
    user: createTestUser(time),
  };
}

function createTestUser(time: string): Record<string, unknown> {
  return {
    app_metadata: {},
    created_at: time,
    email: "test.user@app.example",
    email_verified: true,
    identities: [
      {
        connection: CONNECTION,
        isSocial: false,
        profileData: {},
        provider: "auth0",
        user_id: USER_ID.slice(6),
      },
    ],
    multifactor: [],
    name: "test.user@app.example",
    nickname: "test.user",
    picture: "https://app.example/test.user.png",
    updated_at: time,
    user_id: USER_ID,
    user_metadata: {},
  };
}

/** Runs the draft. @throws if it fails in Auth0's runtime */
export async function testDraft(
  management: ManagementApi,
  id: string,
  secrets: readonly NamedValue[],
  now: Date,
): Promise<void> {
  const { error } = await management.testDraft(id, createTestEvent(now));
  if (error === undefined || error === null) return;
  const [name, message] = isRecord(error)
    ? [ownText(error, "name"), ownText(error, "message")]
    : [undefined, typeof error === "string" ? error : JSON.stringify(error)];
  const text = redact(`${name ?? "Error"}: ${message ?? "no message"}`, secrets);
  throw new Error(
    `the draft failed its test run in Auth0's runtime (${text}). It was not deployed, and the live version is unchanged. Correct it, then run deploy again`,
  );
}
