/**
 * Which token a login reads Graph with: the app's own, or the signed-in user's with the app's as fallback.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { own } from "../mapping/json";
import { type Budget } from "../network/budget";
import { Failure, countedElsewhere } from "../network/failure";
import { guarded } from "../network/outages";
import type { GraphApp, Settings } from "../settings/settings";
import { prepareEntra, requestEntraToken } from "./entra";
import { dropToken, holdToken, isToken, scopeName } from "./store";

export interface GraphToken {
  readonly value: string;
  readonly kind: "application" | "delegated";
  /** Whether another one might be accepted where this is not. */
  readonly renewable: boolean;
}

/** Tokens of one login. However many ask, one is fetched. */
export interface GraphTokenSource {
  current(): Promise<GraphToken>;
  /** Another token after `token` was answered with 401; `undefined` where there is none to hope for. */
  renew(token: GraphToken): Promise<GraphToken | undefined>;
  /** Forgets `token` after 401 or 403, so that a new one holds what was consented to since. */
  refused(token: GraphToken): void;
}

interface SourceContext {
  readonly settings: Settings;
  readonly tenantId: string;
  readonly cache: ActionCache;
  readonly budget: Budget;
  /** Told when a request for a token is on its way. */
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

/** Creates the source for one login. Nothing is asked before the first token is. */
export function createTokenSource(context: SourceContext): GraphTokenSource {
  const { settings, tenantId, cache } = context;
  const scope = scopeName("entra", settings.cloud.name, tenantId, settings.graphApp?.clientId ?? "");
  let first: Promise<GraphToken> | undefined;
  const renewed = new Map<string, Promise<GraphToken | undefined>>();
  const drop = (token: GraphToken) => {
    if (token.kind === "application") dropToken(scope, token.value, cache);
  };
  const renew = async (token: GraphToken) => {
    drop(token);
    return token.renewable && settings.graphApp
      ? applicationToken(context, scope, settings.graphApp)
      : undefined;
  };
  return {
    async current() {
      first ??= firstToken(context, scope);
      return first;
    },
    async renew(token) {
      const next = renewed.get(token.value) ?? renew(token);
      renewed.set(token.value, next);
      return next;
    },
    refused: drop,
  };
}

async function firstToken(context: SourceContext, scope: string): Promise<GraphToken> {
  const { graphApp, graphToken } = context.settings;
  if (graphToken === "idp") {
    try {
      return await idpToken(context, graphApp !== undefined);
    } catch (error) {
      if (!graphApp) throw countedElsewhere(error);
    }
  }
  if (!graphApp) throw new Failure("credentials");
  return applicationToken(context, scope, graphApp);
}

/** The user's own token. Auth0 gives it to nobody but the Management API's readers. */
async function idpToken(context: SourceContext, renewable: boolean): Promise<GraphToken> {
  const value = own(context.findIdentity(await context.readUser()), "access_token");
  if (!isToken(value)) {
    throw new Failure("credentials", {
      delegated: true,
      remedy: "grant read:users and read:user_idp_tokens to AUTH0_CLIENT_ID",
    });
  }
  return { value, kind: "delegated", renewable };
}

async function applicationToken(context: SourceContext, scope: string, app: GraphApp): Promise<GraphToken> {
  const { settings, tenantId, cache, budget } = context;
  try {
    const token = await holdToken(scope, cache, budget.reads, async (signal) =>
      guarded(`${scope}:token`, async () => {
        budget.uncounted(prepareEntra);
        return requestEntraToken(app, tenantId, settings.cloud, signal, context.onSent);
      }),
    );
    return { value: token.value, kind: "application", renewable: token.reused };
  } catch (error) {
    throw countedElsewhere(error);
  }
}
