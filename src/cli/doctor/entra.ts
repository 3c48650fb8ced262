/**
 * Checks the application token of Entra.
 *
 * @module
 */

import { isRecord, own } from "../../json";
import { startDeadline } from "../../http/deadline";
import { Failure, toFailure } from "../../http/failure";
import type { Settings } from "../../settings/settings";
import { loadAzureIdentity } from "../../lazy-packages";
import { entraHint } from "../../report/hints";
import { requestEntraToken } from "../../tokens/entra";
import { claimsIn } from "../shared/jwt";
import { type Check, failed, ok, unchecked } from "./checks";
import type { CertificateCheck } from "../shared/certificate";
import type { Hosts } from "../shared/hosts";
import { portalPage } from "../shared/portal";

export interface EntraToken {
  readonly value: string;
  /** Application permissions in the token. `undefined` if it is opaque. */
  readonly roles: readonly string[] | undefined;
  readonly ms: number;
}

interface EntraInput {
  readonly settings: Settings;
  /** Result of the check of the certificate, if there is one. */
  readonly certificate: CertificateCheck | undefined;
  readonly hosts: Hosts;
  readonly timeoutMs: number;
}

const NAME = "token";

/** Requests a token as the Action does, unless its certificate is known to be unusable. */
export async function checkEntra({
  settings,
  certificate,
  hosts,
  timeoutMs,
}: EntraInput): Promise<{ check: Check; token?: EntraToken }> {
  const { graphApp, tenantId, cloud, missing } = settings;
  if (certificate?.state === "unusable")
    return { check: unchecked(NAME, "needs a usable AZURE_CLIENT_CERTIFICATE") };
  const missingNames = missing.filter((name) => name.startsWith("AZURE_"));
  if (!graphApp || tenantId === "") {
    const reason =
      missingNames.length > 0
        ? `needs ${missingNames.join(", ")}`
        : "not used: GRAPH_TOKEN is idp, and no app registration is configured as a fallback";
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
    return { check: explain(toFailure(error), { settings, hosts, timeoutMs }) };
  } finally {
    budget.end();
  }
}

function explain(failure: Failure, { settings, hosts, timeoutMs }: Omit<EntraInput, "certificate">): Check {
  const { loginHosts } = settings.cloud;
  const remedy = entraHint(failure);
  switch (failure.reason) {
    case "invalid":
    case "too_large": {
      const cause = hosts.explain(loginHosts, new Failure("invalid"), timeoutMs) ?? "";
      return failed(NAME, `${cause}, and check GRAPH_CLOUD and AZURE_TENANT_ID`);
    }
    case "credentials": {
      // Entra's refusals are JSON with a code.
      if (failure.details.code === undefined && hosts.respondedWithoutJson(loginHosts))
        return failed(NAME, hosts.explain(loginHosts, new Failure("invalid"), timeoutMs) ?? "");
      const isCredential = /AZURE_CLIENT_(?:SECRET|CERTIFICATE)/.test(remedy ?? "");
      return failed(NAME, remedy ?? "", isCredential ? portalPage(settings, "credentials") : undefined);
    }
    default:
      return failed(NAME, hosts.explain(loginHosts, failure, timeoutMs) ?? remedy ?? failure.reason);
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
