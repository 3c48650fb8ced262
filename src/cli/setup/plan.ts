/**
 * What the current settings need.
 *
 * @module
 */

import { readConfiguration } from "../../login/configuration";
import type { Cloud } from "../../settings/cloud";
import { type Parser, guid, hostName, pem } from "../../settings/parse";
import type { Settings } from "../../settings/settings";
import {
  type Application,
  DEPLOY_APPLICATION,
  SYNC_APPLICATION,
  actionApplication,
} from "../shared/applications";
import type { ActionConfig } from "../shared/config";
import { type PartSwitch, readPartSwitches } from "../shared/part-switches";
import { environmentName } from "./settings-file";

type Environment = Readonly<Record<string, string>>;

/** An Auth0 application, and the credentials of it that are set. */
export interface PlannedApplication {
  readonly application: Application;
  readonly clientId: string | undefined;
  readonly hasSecret: boolean;
}

export interface Plan {
  /** Path of the settings file. */
  readonly file: string;
  /** Name of the Action, with which the names of the applications begin. */
  readonly name: string;
  /** Name of the environment that the file is for, such as production. */
  readonly environmentName: string | undefined;
  readonly cloud: Cloud;
  readonly tenantId: string | undefined;
  /** Client ID of the app registration that reads Graph. */
  readonly clientId: string | undefined;
  readonly credential: "certificate" | "secret" | undefined;
  /** Graph permissions of the parts that are on. */
  readonly permissions: readonly string[];
  readonly parts: readonly PartSwitch[];
  /** Whether the signed-in user's token reads Graph. */
  readonly isDelegated: boolean;
  readonly otherTenants: readonly string[];
  readonly auth0Domain: string | undefined;
  /** How the Action saves after the setup. */
  readonly persistWith: Settings["persistWith"];
  readonly action: PlannedApplication;
  readonly deploy: PlannedApplication;
  readonly sync: PlannedApplication;
  /** Names of settings that are not valid. They are treated as not set. */
  readonly invalid: readonly string[];
}

/** With these, the settings are those that the Action has after the setup. */
const AFTER_SETUP = {
  AUTH0_DOMAIN: "tenant.auth0.com",
  AUTH0_CLIENT_ID: "client-id",
  AUTH0_CLIENT_SECRET: "client-secret",
};

/** Client IDs of Auth0. Their secrets are longer, so a secret in the wrong place is not printed. */
const auth0ClientId: Parser<string> = (text) => (/^[\w-]{1,36}$/.test(text) ? text : undefined);

/** @param file path of the settings file that the commands write to */
export function planSetup(environment: Environment, config: ActionConfig, file: string): Plan {
  const { settings, parts, invalid } = readConfiguration({ ...environment, ...AFTER_SETUP });
  const invalidNames: string[] = [...invalid];
  const read = <T>(setting: string, parse: Parser<T>): T | undefined => {
    const text = environment[setting]?.trim() ?? "";
    const value = text === "" ? undefined : parse(text);
    if (text !== "" && value === undefined) invalidNames.push(setting);
    return value;
  };
  const isSet = (setting: string) => (environment[setting]?.trim() ?? "") !== "";
  const planned = (application: Application): PlannedApplication => ({
    application,
    clientId: read(application.idName, auth0ClientId),
    hasSecret: isSet(application.secretName),
  });
  const used = parts.filter((part) => part.isOn && part.usesGraph);
  const hasCertificate = read("AZURE_CLIENT_CERTIFICATE", pem) !== undefined;
  const hasSecret = isSet("AZURE_CLIENT_SECRET");
  return {
    file,
    name: config.name,
    environmentName: environmentName(file),
    cloud: settings.cloud,
    tenantId: read("AZURE_TENANT_ID", guid),
    clientId: read("AZURE_CLIENT_ID", guid),
    credential: hasCertificate ? "certificate" : hasSecret ? "secret" : undefined,
    permissions: [...new Set(used.map((part) => part.permission))],
    parts: readPartSwitches(parts, config, environment),
    isDelegated: settings.graphToken === "idp",
    otherTenants: settings.entraTenants,
    auth0Domain: read("AUTH0_DOMAIN", hostName),
    persistWith: settings.persistWith,
    action: planned(actionApplication(settings)),
    deploy: planned(DEPLOY_APPLICATION),
    sync: planned(SYNC_APPLICATION),
    invalid: [...new Set(invalidNames)],
  };
}

/** Name for what the commands create. Two environments can share a tenant, so it contains the environment. */
export function nameFor({ name, environmentName }: Plan, label?: string): string {
  const details = [label, environmentName].filter((detail) => detail !== undefined);
  return details.length === 0 ? name : `${name} (${details.join(", ")})`;
}
