/**
 * The application token of Entra.
 *
 * @module
 */

import { isRecord, own } from "../../json";
import { startDeadline } from "../../http/deadline";
import { failureIn } from "../../http/failure";
import type { Settings } from "../../settings/settings";
import { loadAzureIdentity } from "../../lazy-packages";
import { entraHint } from "../../report/hints";
import { requestEntraToken } from "../../tokens/entra";
import { type Check, failed, ok, unchecked } from "./checks";
import type { Hosts } from "./hosts";
import { portalPage } from "./portal";

export interface EntraToken {
  readonly value: string;
  /** Application permissions in it; `undefined` where it does not tell. */
  readonly roles: readonly string[] | undefined;
  readonly ms: number;
}

const WHAT = "token";

/** Asks for a token as the Action does. @param withinMs how long it may take */
export async function checkEntra(
  settings: Settings,
  hosts: Hosts,
  withinMs: number,
): Promise<{ check: Check; token?: EntraToken }> {
  const { graphApp, tenantId, cloud, missing } = settings;
  const absent = missing.filter((name) => name.startsWith("AZURE_"));
  if (!graphApp || tenantId === "") {
    const why =
      absent.length > 0 ? `needs ${absent.join(", ")}` : "GRAPH_TOKEN=idp, and no app to fall back to";
    return { check: unchecked(WHAT, why) };
  }
  loadAzureIdentity();
  const budget = startDeadline(withinMs);
  try {
    const { value } = await requestEntraToken(graphApp, tenantId, cloud, budget.all);
    const token = { value, roles: rolesOf(value), ms: budget.elapsed() };
    const held = token.roles ? `, holding ${token.roles.join(", ") || "no application permission"}` : "";
    return { check: ok(WHAT, `given in ${token.ms} ms${held}`), token };
  } catch (error) {
    const failure = failureIn(error);
    const remedy = failure && entraHint(failure);
    const explained = failure && hosts.explain(cloud.loginHosts, failure, withinMs);
    // About a failure that passes, the host's own response says more.
    const isTemporary = failure?.reason === "unavailable" || failure?.reason === "throttled";
    const says =
      (isTemporary ? explained : remedy) ??
      remedy ??
      explained ??
      `${cloud.login} gave no token: a proxy may have answered in its place`;
    const isCredential = /AZURE_CLIENT_(?:SECRET|CERTIFICATE)/.test(remedy ?? "");
    return { check: failed(WHAT, says, isCredential ? portalPage(settings, "credentials") : undefined) };
  } finally {
    budget.end();
  }
}

/**
 * The permissions that a token says it holds. Microsoft calls tokens for Graph opaque, so a token that does not tell
 * is as good as one that does.
 */
function rolesOf(token: string): readonly string[] | undefined {
  const claims = claimsIn(token);
  if (!isRecord(claims)) return undefined;
  const roles = own(claims, "roles") ?? [];
  const isList =
    Array.isArray(roles) && roles.every((role) => typeof role === "string" && /^[\w.-]+$/.test(role));
  return isList ? (roles as string[]) : undefined;
}

/** The claims of a token that is a JWT, unverified: they are only told. */
export function claimsIn(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
