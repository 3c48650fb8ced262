/**
 * Checks the Management API: a token and its scopes. Reads and changes no user.
 *
 * @module
 */

import { ownText } from "../../json";
import { sendGrant } from "../../management/client";
import { failureOfGrant } from "../../management/responses";
import { auth0CodeHint } from "../../report/hints";
import { startDeadline } from "../../http/deadline";
import { type HttpResponse, parseJson } from "../../http/client";
import { toFailure, Failure } from "../../http/failure";
import type { ManagementApp, Settings } from "../../settings/settings";
import { type Check, failed, ok, unchecked, warning } from "./checks";
import { claimsIn } from "./entra";
import type { Hosts } from "../shared/hosts";

/** Maximum number of unneeded scopes to print. */
const MAX_PRINTED_SCOPES = 6;
const WRITE = ["update:users_app_metadata", "update:users"];

/** Gets a token as the Action does, and compares its scopes with what the settings need. */
export async function checkManagement(settings: Settings, hosts: Hosts, timeoutMs: number): Promise<Check[]> {
  const { management, missing } = settings;
  if (!management) {
    const missingNames = missing.filter((name) => name.startsWith("AUTH0_"));
    const reason =
      missingNames.length > 0
        ? `needs ${missingNames.join(", ")}`
        : "not used: AUTH0_DOMAIN is not set, so the Action saves with api.user.setAppMetadata";
    return [unchecked("token", reason)];
  }
  const budget = startDeadline(timeoutMs);
  try {
    const scopes = await requestScopes(management, budget.all);
    const issued = ok("token", `issued in ${budget.elapsed()} ms`);
    return [
      issued,
      ...(scopes
        ? checkScopes(scopes, settings)
        : [unchecked("scopes", "the token response does not name them")]),
    ];
  } catch (error) {
    const failure = toFailure(error);
    const isUnknown = failure.details.status === 404;
    const hint = isUnknown ? "no Auth0 tenant at AUTH0_DOMAIN" : auth0CodeHint(failure);
    const text = hint ?? hosts.explain([management.domain], failure, timeoutMs);
    return [failed("token", text ?? `unexpected response from ${management.domain}: check AUTH0_DOMAIN`)];
  } finally {
    budget.end();
  }
}

/** The scopes of a new token; `undefined` if the response does not name them. The token itself is not kept. */
async function requestScopes(
  app: ManagementApp,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const response = await sendGrant(app, signal);
  const body = parseJson(response);
  const token = ownText(body, "access_token");
  if (response.status !== 200 || !token) throw failureOf(response);
  const scope = ownText(body, "scope") ?? ownText(claimsIn(token), "scope");
  return scope?.split(" ").filter((word) => /^[a-z_]+:[a-z_-]+$/.test(word));
}

/** The failure as the Action would log it. */
function failureOf(response: HttpResponse): Failure {
  if (response.status === 404) return new Failure("invalid", { status: 404 });
  return failureOfGrant(response) ?? new Failure("invalid");
}

function checkScopes(scopes: readonly string[], settings: Settings): Check[] {
  const writes = settings.persistWith === "management-api";
  const reads = settings.graphToken === "idp" ? ["read:users", "read:user_idp_tokens"] : [];
  const checks = [
    ...(writes ? [checkScope(scopes, WRITE, "writing")] : []),
    ...reads.map((scope) => checkScope(scopes, [scope], "reading")),
  ];
  // read:users is always useful, because it finds an object id that the connection does not map.
  const used = new Set(["read:users", ...reads, ...(writes ? WRITE.slice(0, 1) : [])]);
  const unneeded = scopes.filter((scope) => !used.has(scope));
  if (unneeded.length === 0) return checks;
  const named = unneeded.slice(0, MAX_PRINTED_SCOPES).join(", ");
  const more =
    unneeded.length > MAX_PRINTED_SCOPES ? ` and ${unneeded.length - MAX_PRINTED_SCOPES} more` : "";
  const instead = unneeded.includes("update:users") && writes ? " (update:users_app_metadata is enough)" : "";
  return [...checks, warning("unneeded scopes", `remove ${named}${more} from AUTH0_CLIENT_ID${instead}`)];
}

function checkScope(scopes: readonly string[], anyOf: readonly string[], name: string): Check {
  const held = anyOf.find((scope) => scopes.includes(scope));
  return held
    ? ok(name, held)
    : failed(name, `grant ${anyOf[0] ?? ""} to AUTH0_CLIENT_ID on the Auth0 Management API`);
}
