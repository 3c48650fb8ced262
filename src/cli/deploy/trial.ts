/**
 * One run of the draft in Auth0's own runtime, before anybody's login depends on it: with somebody who is not an Entra
 * user, so that the Action starts, finds nothing to do and asks nobody.
 *
 * @module
 */

import { isRecord } from "../../json";
import type { Secret } from "../shared/draft";
import type { Tenant } from "./tenant";

const CONNECTION = "Username-Password-Authentication";
const SOMEBODY = "auth0|000000000000000000000000";

/**
 * A login as complete as the one that Auth0's editor offers to try an Action with: its runtime reads more of the event
 * than the Action does, and answers `Cannot read properties of undefined (reading 'id')` where it misses something.
 * Secrets are not in it: those of the draft are to be used.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/post-login-event-object
 */
export function trialEvent(now: Date): Record<string, unknown> {
  const time = now.toISOString();
  const redirect = "https://app.example/callback";
  return {
    authentication: { methods: [{ name: "pwd", timestamp: time }] },
    authorization: { roles: [] },
    client: { client_id: "trial", name: "Trial run of a deployment", metadata: {} },
    connection: { id: "con_0000000000000000", name: CONNECTION, strategy: "auth0", metadata: {} },
    request: {
      body: {},
      geoip: {},
      hostname: "tenant.example",
      ip: "192.0.2.1",
      language: "en",
      method: "GET",
      query: { client_id: "trial", protocol: "oauth2", redirect_uri: redirect, response_type: "code" },
      user_agent: "Trial run of a deployment",
    },
    resource_server: { identifier: "https://tenant.example/userinfo" },
    session: {
      id: "sess_trial",
      device: {},
      user_id: SOMEBODY,
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
      state: "trial",
      ui_locales: ["en"],
    },
    user: somebody(time),
  };
}

function somebody(time: string): Record<string, unknown> {
  return {
    app_metadata: {},
    created_at: time,
    email: "nobody@app.example",
    email_verified: true,
    identities: [
      {
        connection: CONNECTION,
        isSocial: false,
        profileData: {},
        provider: "auth0",
        user_id: SOMEBODY.slice(6),
      },
    ],
    multifactor: [],
    name: "nobody@app.example",
    nickname: "nobody",
    picture: "https://app.example/nobody.png",
    updated_at: time,
    user_id: SOMEBODY,
    user_metadata: {},
  };
}

/** @throws where the run erred */
export async function tryDraft(tenant: Tenant, id: string, secrets: readonly Secret[]): Promise<void> {
  const { error } = await tenant.test(id, trialEvent(new Date()));
  if (error === undefined || error === null) return;
  const [name, message] = isRecord(error) ? [error.name, error.message] : ["Error", error];
  const text = `${String(name)}: ${String(message)}`.replaceAll(/\s+/g, " ");
  throw new Error(
    `the draft failed its trial run in Auth0's runtime (${without(secrets, text).slice(0, 300)}). It was not deployed, what is live stays as it was; correct it, then run deploy again`,
  );
}

/** An error may quote what it stumbled over. */
function without(secrets: readonly Secret[], text: string): string {
  return secrets.reduce(
    (clean, { name, value }) => (value.length > 3 ? clean.replaceAll(value, `[${name}]`) : clean),
    text,
  );
}
