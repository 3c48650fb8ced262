/**
 * Checks the application token of Entra.
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
import type { Hosts } from "../shared/hosts";
import { portalPage } from "./portal";

export interface EntraToken {
  readonly value: string;
  /** Application permissions in the token. `undefined` if it is opaque. */
  readonly roles: readonly string[] | undefined;
  readonly ms: number;
}

const NAME = "token";

/** Requests a token as the Action does. */
export async function checkEntra(
  settings: Settings,
  hosts: Hosts,
  timeoutMs: number,
): Promise<{ check: Check; token?: EntraToken }> {
  const { graphApp, tenantId, cloud, missing } = settings;
  const missingNames = missing.filter((name) => name.startsWith("AZURE_"));
  if (!graphApp || tenantId === "") {
    const reason =
      missingNames.length > 0
        ? `needs ${missingNames.join(", ")}`
        : "not used: GRAPH_TOKEN is idp, and no app is configured as a fallback";
    return { check: unchecked(NAME, reason) };
  }
  loadAzureIdentity();
  const budget = startDeadline(timeoutMs);
  try {
    const { value } = await requestEntraToken(graphApp, tenantId, cloud, budget.all);
    const token = { value, roles: rolesOf(value), ms: budget.elapsed() };
    const permissions = token.roles ? ` with ${token.roles.join(", ") || "no application permission"}` : "";
    return { check: ok(NAME, `issued in ${token.ms} ms${permissions}`), token };
  } catch (error) {
    const failure = failureIn(error);
    const remedy = failure && entraHint(failure);
    const explained = failure && hosts.explain(cloud.loginHosts, failure, timeoutMs);
    // The response of the host says more about a temporary failure.
    const isTemporary = failure?.reason === "unavailable" || failure?.reason === "throttled";
    const text =
      (isTemporary ? explained : remedy) ??
      remedy ??
      explained ??
      `unexpected response from ${cloud.login}: check for a proxy that responds in its place`;
    const isCredential = /AZURE_CLIENT_(?:SECRET|CERTIFICATE)/.test(remedy ?? "");
    return { check: failed(NAME, text, isCredential ? portalPage(settings, "credentials") : undefined) };
  } finally {
    budget.end();
  }
}

/** The permissions in a token. Microsoft calls tokens for Graph opaque, so they may be missing from a valid token. */
function rolesOf(token: string): readonly string[] | undefined {
  const claims = claimsIn(token);
  if (!isRecord(claims)) return undefined;
  const roles = own(claims, "roles") ?? [];
  const isList =
    Array.isArray(roles) && roles.every((role) => typeof role === "string" && /^[\w.-]+$/.test(role));
  return isList ? (roles as string[]) : undefined;
}

/** The claims of a JWT, unverified, because they are only printed. */
export function claimsIn(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
