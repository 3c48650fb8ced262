/**
 * The Management API: a token, and what it may do. No user is read or changed.
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
import type { Hosts } from "./hosts";

const MOST_NAMED = 6;
const WRITE = ["update:users_app_metadata", "update:users"];

/** Gets a token as the Action does, and compares its scopes with what the settings need. */
export async function checkManagement(settings: Settings, hosts: Hosts, withinMs: number): Promise<Check[]> {
  const { management, missing } = settings;
  if (!management) {
    const absent = missing.filter((name) => name.startsWith("AUTH0_"));
    const why =
      absent.length > 0
        ? `needs ${absent.join(", ")}`
        : "not used: AUTH0_DOMAIN is not set, and the login itself keeps the data";
    return [unchecked("token", why)];
  }
  const budget = startDeadline(withinMs);
  try {
    const scopes = await requestScopes(management, budget.all);
    const given = ok("token", `given in ${budget.elapsed()} ms`);
    return [
      given,
      ...(scopes ? checkScopes(scopes, settings) : [unchecked("scopes", "the token does not tell them")]),
    ];
  } catch (error) {
    const failure = toFailure(error);
    const isUnknown = failure.details.status === 404;
    const hint = isUnknown ? "no Auth0 tenant at AUTH0_DOMAIN" : auth0CodeHint(failure);
    const says = hint ?? hosts.explain([management.domain], failure, withinMs);
    return [failed("token", says ?? `${management.domain} gave no token: check AUTH0_DOMAIN`)];
  } finally {
    budget.end();
  }
}

/** The scopes of a new token; `undefined` where it does not tell. The token itself is not kept. */
async function requestScopes(
  app: ManagementApp,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const response = await sendGrant(app, signal);
  const answer = parseJson(response);
  const token = ownText(answer, "access_token");
  if (response.status !== 200 || !token) throw refusal(response);
  const scope = ownText(answer, "scope") ?? ownText(claimsIn(token), "scope");
  return scope?.split(" ").filter((word) => /^[a-z_]+:[a-z_-]+$/.test(word));
}

/** What to change, as the Action would say it. */
function refusal(response: HttpResponse): Failure {
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
  // read:users has a use everywhere: it fills in an object id that a connection does not map.
  const used = new Set(["read:users", ...reads, ...(writes ? WRITE.slice(0, 1) : [])]);
  const excess = scopes.filter((scope) => !used.has(scope));
  if (excess.length === 0) return checks;
  const named = excess.slice(0, MOST_NAMED).join(", ");
  const more = excess.length > MOST_NAMED ? ` and ${excess.length - MOST_NAMED} more` : "";
  const instead = excess.includes("update:users") && writes ? " (update:users_app_metadata is enough)" : "";
  return [
    ...checks,
    warning("too much", `the Action does not need ${named}${more}: take it from AUTH0_CLIENT_ID${instead}`),
  ];
}

function checkScope(scopes: readonly string[], anyOf: readonly string[], what: string): Check {
  const held = anyOf.find((scope) => scopes.includes(scope));
  return held
    ? ok(what, held)
    : failed(what, `grant ${anyOf[0] ?? ""} to AUTH0_CLIENT_ID on the Auth0 Management API`);
}
