/**
 * Which token a login reads Graph with: the app's own, or the signed-in user's with the app's as fallback.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { own } from "../json";
import { type Deadline } from "../http/deadline";
import { Failure, toFailure } from "../http/failure";
import { withCircuitBreaker } from "../http/circuit-breaker";
import { loadAzureIdentity } from "../lazy-packages";
import type { GraphApp, Settings } from "../settings/settings";
import { requestEntraToken } from "./entra";
import { dropToken, getToken, isToken, scopeName } from "./token-cache";

export interface GraphToken {
  readonly value: string;
  readonly kind: "application" | "delegated";
  /** Whether another one might be accepted where this is not. */
  readonly renewable: boolean;
}

/** A scope of the Management API without which client credentials are used instead of the user's own token. */
export type MissingScope = "read:users" | "read:user_idp_tokens";

/** Tokens of one login. One request, for any number of parts. */
export interface GraphTokenSource {
  /** @throws {@link Failure} if there is none */
  current(): Promise<GraphToken>;
  /** Another token after Graph refused `token` with 401; `undefined` if another one would be refused too. */
  renew(token: GraphToken): Promise<GraphToken | undefined>;
  /** Forgets `token`, so that the next one holds what was consented to since. */
  drop(token: GraphToken): void;
  /** Scopes for lack of which `current` has fallen back to client credentials. */
  missingScopes(): readonly MissingScope[];
}

interface SourceContext {
  readonly settings: Settings;
  readonly tenantId: string;
  readonly cache: ActionCache;
  readonly budget: Deadline;
  /** Called once a token request has been flushed. */
  readonly onSent: () => void;
  /** The Auth0 user, for the tokens of its identities; asked for with `GRAPH_TOKEN=idp` only. */
  readUser(): Promise<unknown>;
  /** Finds the identity that logs in among the identities of that user. */
  findIdentity(user: unknown): unknown;
}

/** Name of what one app may read in one tenant; outages are remembered under it. */
export function graphScope(settings: Settings, tenantId: string): string {
  return scopeName(
    "graph",
    settings.cloud.name,
    tenantId,
    settings.graphApp?.clientId ?? "idp",
    settings.graphToken,
  );
}

/** Creates the source for one login. Requests nothing before the first token is needed. */
export function createTokenSource(context: SourceContext): GraphTokenSource {
  const { settings, tenantId, cache } = context;
  const scope = scopeName("entra", settings.cloud.name, tenantId, settings.graphApp?.clientId ?? "");
  let first: Promise<FirstToken> | undefined;
  let missingScopes: readonly MissingScope[] = [];
  const drop = (token: GraphToken) => {
    if (token.kind === "application") dropToken(scope, token.value, cache);
  };
  return {
    async current() {
      first ??= firstToken(context, scope);
      const { token, missing = [] } = await first;
      missingScopes = missing;
      return token;
    },
    async renew(token) {
      drop(token);
      return token.renewable && settings.graphApp
        ? applicationToken(context, scope, settings.graphApp)
        : undefined;
    },
    drop,
    missingScopes: () => missingScopes,
  };
}

interface FirstToken {
  readonly token: GraphToken;
  readonly missing?: readonly MissingScope[];
}

async function firstToken(context: SourceContext, scope: string): Promise<FirstToken> {
  const { graphApp, graphToken } = context.settings;
  if (graphToken === "idp") {
    const own = await idpToken(context, graphApp !== undefined);
    if ("token" in own) return own;
    if (!graphApp) throw own.failure;
    const token = await applicationToken(context, scope, graphApp);
    return { token, ...(own.missing && { missing: own.missing }) };
  }
  if (!graphApp) throw new Failure("credentials");
  return { token: await applicationToken(context, scope, graphApp) };
}

/** The user's own token, which only the Management API returns. */
async function idpToken(
  context: SourceContext,
  renewable: boolean,
): Promise<FirstToken | { failure: Failure; missing?: readonly MissingScope[] }> {
  let identity: unknown;
  try {
    identity = context.findIdentity(await context.readUser());
  } catch (error) {
    const failure = toFailure(error);
    return {
      failure,
      ...(failure.reason === "permission" && { missing: ["read:users", "read:user_idp_tokens"] }),
    };
  }
  const value = own(identity, "access_token");
  if (isToken(value)) return { token: { value, kind: "delegated", renewable } };
  const remedy = "grant read:user_idp_tokens to AUTH0_CLIENT_ID";
  const failure = new Failure("credentials", { delegated: true, remedy });
  return { failure, missing: ["read:user_idp_tokens"] };
}

async function applicationToken(context: SourceContext, scope: string, app: GraphApp): Promise<GraphToken> {
  const { settings, tenantId, cache, budget } = context;
  const token = await getToken(scope, cache, budget.reads, async (signal) =>
    withCircuitBreaker(`${scope}:token`, async () => {
      budget.uncounted(loadAzureIdentity);
      return requestEntraToken(app, tenantId, settings.cloud, signal, context.onSent);
    }),
  );
  return { value: token.value, kind: "application", renewable: token.reused };
}
