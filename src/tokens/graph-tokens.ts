/**
 * The token that a login reads Graph with: the app's own, or the signed-in user's with the app's as fallback.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { withCircuitBreaker } from "../http/circuit-breaker";
import type { Deadline } from "../http/deadline";
import { Failure, copyOf, settle } from "../http/failure";
import { own } from "../json";
import { loadAzureIdentity } from "../lazy-packages";
import type { GraphApp, Settings } from "../settings/settings";
import { requestEntraToken } from "./entra";
import { dropToken, getToken, isToken, cacheKey } from "./token-cache";

export interface GraphToken {
  readonly value: string;
  readonly kind: "application" | "delegated";
  /** Whether another token may be accepted if this one is refused. */
  readonly renewable: boolean;
}

/** A scope of the Management API without which client credentials are used instead of the user's own token. */
export type MissingScope = "read:users" | "read:user_idp_tokens";

/** Tokens of one login. */
export interface GraphTokenSource {
  /** @throws {@link Failure} if there is no token */
  current(): Promise<GraphToken>;
  /**
   * Another token after Graph refused `token` with 401; `undefined` if another one would be refused too.
   *
   * @throws {@link Failure} if there is no token
   */
  renew(token: GraphToken): Promise<GraphToken | undefined>;
  /** Removes `token` from the caches, so that the next one includes what was consented to since. */
  drop(token: GraphToken): void;
  /** Scopes without which `current` has used client credentials. */
  missingScopes(): readonly MissingScope[];
}

interface SourceContext {
  readonly settings: Settings;
  readonly tenantId: string;
  readonly cache: ActionCache;
  readonly deadline: Deadline;
  /** Reads the identity that logs in, with its access token, from the Auth0 user. Called with `GRAPH_TOKEN=idp` only. */
  readonly readIdentity: () => Promise<unknown>;
}

/** A hash of app and tenant. Names the circuits of what the app reads there. */
export function graphKey(settings: Settings, tenantId: string): string {
  return cacheKey(
    "graph",
    settings.cloud.name,
    tenantId,
    settings.graphApp?.clientId ?? "idp",
    settings.graphToken,
  );
}

/** Creates the source for one login. Sends no request before a token is needed. */
export function createTokenSource(context: SourceContext): GraphTokenSource {
  const { settings, tenantId, cache } = context;
  const { graphApp, graphToken, cloud } = settings;
  const key = cacheKey("entra", cloud.name, tenantId, graphApp?.clientId ?? "");
  let missing: readonly MissingScope[] = [];
  const drop = (token: GraphToken) => {
    if (token.kind === "application") dropToken(key, token.value, cache);
  };
  return {
    async current() {
      if (graphToken !== "idp") return applicationToken(context, key, graphApp);
      const own = await delegatedToken(context);
      if (!("failure" in own)) return own;
      if (!graphApp) throw own.failure;
      missing = own.missing;
      return applicationToken(context, key, graphApp);
    },
    async renew(token) {
      drop(token);
      return token.renewable && graphApp ? applicationToken(context, key, graphApp) : undefined;
    },
    drop,
    missingScopes: () => missing,
  };
}

/** The user's own token, which only the Management API returns. */
async function delegatedToken({
  settings,
  readIdentity,
}: SourceContext): Promise<GraphToken | { failure: Failure; missing: readonly MissingScope[] }> {
  const identity = await settle(readIdentity());
  if (identity instanceof Failure) {
    return {
      failure: copyOf(identity, { service: "auth0" }),
      missing: identity.reason === "permission" ? ["read:users", "read:user_idp_tokens"] : [],
    };
  }
  const value = own(identity, "access_token");
  if (isToken(value)) return { value, kind: "delegated", renewable: settings.graphApp !== undefined };
  return {
    failure: new Failure("credentials", { service: "auth0", code: NO_IDENTITY_TOKEN, delegated: true }),
    missing: ["read:user_idp_tokens"],
  };
}

/** Code of the failure of an Auth0 user whose identity has no access token. */
export const NO_IDENTITY_TOKEN = "no_identity_token";

async function applicationToken(
  { settings, tenantId, cache, deadline }: SourceContext,
  key: string,
  app: GraphApp | undefined,
): Promise<GraphToken> {
  if (!app) throw new Failure("credentials");
  const token = await getToken(key, cache, deadline.reads, async (signal) =>
    withCircuitBreaker(`${key}:token`, async () => {
      deadline.uncounted(loadAzureIdentity);
      return requestEntraToken(app, tenantId, settings.cloud, signal);
    }),
  );
  return { value: token.value, kind: "application", renewable: token.reused };
}
