/**
 * Action secrets become final values here, once; nothing after it checks them again. Names, defaults and
 * which are required come from `actions.config.json`.
 *
 * @module
 */

import { field } from "../json";
import { type Cloud, CLOUDS } from "./cloud";
import { DEFAULTS } from "./defaults";
import * as text from "./parse";

/** In the order in which claims are left out if all together would be too large. */
export const TOKEN_CLAIM_NAMES = [
  "thumbnailPhoto",
  "picture",
  "profile",
  "directReports",
  "manager",
] as const;
export type TokenClaimName = (typeof TOKEN_CLAIM_NAMES)[number];

/** Sizes that Graph keeps photos in. @see https://learn.microsoft.com/graph/api/profilephoto-get */
const PHOTO_SIZES = [
  "48x48",
  "64x64",
  "96x96",
  "120x120",
  "240x240",
  "360x360",
  "432x432",
  "504x504",
  "648x648",
] as const;

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
  /** Lower-case GUID; empty where it is missing or no GUID, and then `missing` names it. */
  readonly tenantId: string;
  readonly graphApp: GraphApp | undefined;
  readonly management: ManagementApp | undefined;
  readonly persistWith: "management-api" | "action-api";
  readonly graphToken: "client_credentials" | "idp";
  readonly cloud: Cloud;
  readonly entraConnections: readonly string[];
  /** Connections of `entraConnections` whose user principal name may select a user of the directory. */
  readonly entraUpnConnections: readonly string[];
  readonly entraTenants: readonly string[];
  readonly userPhotos: boolean;
  readonly syncUserPhotos: boolean;
  readonly photoSize: string;
  readonly syncProfile: "on" | "claims" | "off";
  readonly syncManager: boolean;
  readonly syncDirectReports: boolean;
  readonly maxDirectReports: number;
  readonly refreshAfterMs: number;
  readonly timeBudgetMs: number;
  readonly tokenClaims: readonly TokenClaimName[];
  /** Without a `/` at its end; empty for none. */
  readonly tokenClaimsNamespace: string;
  /** Bytes of JSON; 0 for no limit. */
  readonly profileLimitBytes: number;
  /** Names of credentials without which nothing can be asked. */
  readonly missing: readonly string[];
  /** Names of optional settings whose value was not understood, so that the default is used. */
  readonly bad: readonly string[];
}

type Read = <T>(name: string, reader: text.Reader<T>) => T | undefined;

/**
 * Reads all settings. Never throws: what is missing is in `missing`, what was not understood in `bad`.
 *
 * @param secrets `event.secrets`: strings by name; anything else counts as not set
 */
export function readSettings(secrets: unknown): Settings {
  const bad: string[] = [];
  const given: Read = (name, reader) => {
    const value = field(secrets, name);
    if (typeof value !== "string" || value.trim() === "") return undefined;
    const read = reader(value.trim());
    if (read === undefined) bad.push(name);
    return read;
  };
  const optional = <T>(name: string, reader: text.Reader<T>): T =>
    given(name, reader) ?? defaultOf(name, reader);

  const graphToken = optional("GRAPH_TOKEN", text.oneOf("client_credentials", "idp"));
  const app = readGraphApp(given);
  const management = readManagementApp(given);
  const tenantId = given("AZURE_TENANT_ID", text.guid);
  const persistWith = given("PERSIST_WITH", text.oneOf("management-api", "action-api"));

  const missing = [
    ...(tenantId === undefined ? ["AZURE_TENANT_ID"] : []),
    ...(graphToken === "idp" ? [] : app.missing),
    ...(management.started || graphToken === "idp" || persistWith === "management-api"
      ? management.missing
      : []),
  ];
  return {
    tenantId: tenantId ?? "",
    graphApp: app.value,
    management: management.value,
    persistWith: persistWith ?? (management.value ? "management-api" : "action-api"),
    graphToken,
    cloud: optional("GRAPH_CLOUD", (word) => CLOUDS.find((cloud) => cloud.name === word.toLowerCase())),
    entraConnections: optional("ENTRA_CONNECTIONS", text.list(text.anyText)),
    entraUpnConnections: optional("ENTRA_UPN_CONNECTIONS", text.list(text.anyText)),
    entraTenants: optional("ENTRA_TENANTS", text.list(text.guid)),
    userPhotos: optional("USER_PHOTOS", text.onOff),
    syncUserPhotos: optional("SYNC_USER_PHOTOS", text.onOff),
    photoSize: optional("PHOTO_SIZE", text.oneOf(...PHOTO_SIZES)),
    syncProfile: optional("SYNC_PROFILE", profileSwitch),
    syncManager: optional("SYNC_MANAGER", text.onOff),
    syncDirectReports: optional("SYNC_DIRECT_REPORTS", text.onOff),
    maxDirectReports: optional("MAX_DIRECT_REPORTS", text.integer(1, 10_000)),
    refreshAfterMs: optional("REFRESH_AFTER_SECONDS", text.integer(0, YEAR_SECONDS)) * 1000,
    timeBudgetMs: optional("TIME_BUDGET_MS", text.integer(1000, 15_000)),
    tokenClaims: optional("TOKEN_CLAIMS", text.list(text.oneOf(...TOKEN_CLAIM_NAMES))),
    tokenClaimsNamespace: optional("TOKEN_CLAIMS_NAMESPACE", text.claimsNamespace),
    profileLimitBytes: optional("PROFILE_LIMIT_BYTES", text.integer(0, 100_000_000)),
    missing,
    bad: bad.filter((name) => !missing.includes(name)),
  };
}

function defaultOf<T>(name: string, reader: text.Reader<T>): T {
  const value = reader(DEFAULTS[name] ?? "");
  if (value === undefined) throw new Error(`actions.config.json: the default of ${name} is not understood`);
  return value;
}

function profileSwitch(word: string): Settings["syncProfile"] | undefined {
  const on = text.onOff(word);
  if (on !== undefined) return on ? "on" : "off";
  return text.oneOf("claims")(word);
}

function readGraphApp(given: Read): { value: GraphApp | undefined; missing: string[] } {
  const clientId = given("AZURE_CLIENT_ID", text.anyText);
  const secret = given("AZURE_CLIENT_SECRET", text.anyText);
  const certificate = given("AZURE_CLIENT_CERTIFICATE", text.pem);
  const credential = certificate ? { certificate } : secret ? { secret } : undefined;
  return {
    value: clientId && credential ? { clientId, credential } : undefined,
    missing: [
      ...(clientId ? [] : ["AZURE_CLIENT_ID"]),
      ...(credential ? [] : ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"]),
    ],
  };
}

function readManagementApp(given: Read): {
  value: ManagementApp | undefined;
  missing: string[];
  started: boolean;
} {
  const domain = given("AUTH0_DOMAIN", text.hostName);
  const clientId = given("AUTH0_CLIENT_ID", text.anyText);
  const clientSecret = given("AUTH0_CLIENT_SECRET", text.anyText);
  const values = { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret };
  const missing = Object.entries(values).flatMap(([name, value]) => (value ? [] : [name]));
  return {
    value: domain && clientId && clientSecret ? { domain, clientId, clientSecret } : undefined,
    missing,
    started: missing.length < 3,
  };
}
