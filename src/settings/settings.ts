/**
 * The settings that do not belong to a part. They have their final values here and are not checked again.
 *
 * @module
 */

import { type Cloud, CLOUDS } from "./cloud";
import { anyText, claimsNamespace, guid, hostName, integer, list, oneOf, pem } from "./parse";
import type { SettingsReader } from "./reader";

const YEAR_SECONDS = 31_536_000;

export type ClientCredential = { readonly secret: string } | { readonly certificate: string };

/** The app registration that reads Graph. */
export interface GraphApp {
  readonly clientId: string;
  readonly credential: ClientCredential;
}

/** The machine-to-machine application that calls the Management API. */
export interface ManagementApp {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Settings {
  /** Lower-case GUID; empty if it is missing or not valid. `missing` then contains its name. */
  readonly tenantId: string;
  readonly graphApp: GraphApp | undefined;
  readonly management: ManagementApp | undefined;
  readonly persistWith: "management-api" | "action-api";
  readonly graphToken: "client_credentials" | "idp";
  readonly cloud: Cloud;
  /** Connections of `ENTRA_CONNECTIONS` whose user principal name may select a user of the directory. */
  readonly entraUpnConnections: readonly string[];
  readonly entraTenants: readonly string[];
  readonly refreshAfterMs: number;
  readonly timeBudgetMs: number;
  readonly tokenClaims: readonly string[];
  /** Without `/` at its end; empty if there is none. */
  readonly tokenClaimsNamespace: string;
  /** Bytes of JSON; 0 for no limit. */
  readonly profileLimitBytes: number;
  /** Names of required settings that are missing. Nothing can be requested without them. */
  readonly missing: readonly string[];
}

/**
 * Reads the settings that do not belong to a part. Never throws.
 *
 * @param tokenClaimNames what `TOKEN_CLAIMS` may contain
 */
export function readSettings(reader: SettingsReader, tokenClaimNames: readonly string[]): Settings {
  const graphToken = reader.value("GRAPH_TOKEN", oneOf("client_credentials", "idp"));
  const app = readGraphApp(reader);
  const management = readManagementApp(reader);
  const tenantId = reader.optional("AZURE_TENANT_ID", guid);
  const persistWith = reader.optional("PERSIST_WITH", oneOf("management-api", "action-api"));
  const needsManagement = management.isPartlySet || graphToken === "idp" || persistWith === "management-api";
  return {
    tenantId: tenantId ?? "",
    graphApp: app.value,
    management: management.value,
    persistWith: persistWith ?? (management.value ? "management-api" : "action-api"),
    graphToken,
    cloud: reader.value("GRAPH_CLOUD", (word) => CLOUDS.find(({ name }) => name === word.toLowerCase())),
    entraUpnConnections: reader.value("ENTRA_UPN_CONNECTIONS", list(anyText)),
    entraTenants: reader.value("ENTRA_TENANTS", list(guid)),
    refreshAfterMs: reader.value("REFRESH_AFTER_SECONDS", integer(0, YEAR_SECONDS)) * 1000,
    timeBudgetMs: reader.value("TIME_BUDGET_MS", integer(1000, 15_000)),
    tokenClaims: reader.value("TOKEN_CLAIMS", list(oneOf(...tokenClaimNames))),
    tokenClaimsNamespace: reader.value("TOKEN_CLAIMS_NAMESPACE", claimsNamespace),
    profileLimitBytes: reader.value("PROFILE_LIMIT_BYTES", integer(0, 100_000_000)),
    missing: [
      ...(tenantId === undefined ? ["AZURE_TENANT_ID"] : []),
      ...(graphToken === "idp" ? [] : app.missing),
      ...(needsManagement ? management.missing : []),
    ],
  };
}

/** Names of the connections that are Entra besides native ones. Read first, because most other logins end then. */
export function readEntraConnections(reader: SettingsReader): readonly string[] {
  return reader.value("ENTRA_CONNECTIONS", list(anyText));
}

function readGraphApp(reader: SettingsReader): { value: GraphApp | undefined; missing: string[] } {
  const clientId = reader.optional("AZURE_CLIENT_ID", anyText);
  const secret = reader.optional("AZURE_CLIENT_SECRET", anyText);
  const certificate = reader.optional("AZURE_CLIENT_CERTIFICATE", pem);
  const credential = certificate ? { certificate } : secret ? { secret } : undefined;
  return {
    value: clientId && credential ? { clientId, credential } : undefined,
    missing: [
      ...(clientId ? [] : ["AZURE_CLIENT_ID"]),
      ...(credential ? [] : ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"]),
    ],
  };
}

function readManagementApp(reader: SettingsReader): {
  value: ManagementApp | undefined;
  missing: string[];
  /** Whether one of them is set, so that the others are missing. */
  isPartlySet: boolean;
} {
  const domain = reader.optional("AUTH0_DOMAIN", hostName);
  const clientId = reader.optional("AUTH0_CLIENT_ID", anyText);
  const clientSecret = reader.optional("AUTH0_CLIENT_SECRET", anyText);
  const values = { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret };
  const missing = Object.entries(values).flatMap(([name, value]) => (value ? [] : [name]));
  return {
    value: domain && clientId && clientSecret ? { domain, clientId, clientSecret } : undefined,
    missing,
    isPartlySet: missing.length < 3,
  };
}
