/**
 * Which applications sign in to Auth0 with the credentials of an environment: that of the Action, of `deploy` and of
 * `sync`.
 *
 * @module
 */

import { hostName } from "../../settings/parse";
import type { ManagementApp, Settings } from "../../settings/settings";
import { DOMAIN_REMEDY, readCredentials } from "../shared/management-api/credentials";
import {
  type Application,
  DEPLOY_APPLICATION,
  SYNC_APPLICATION,
  actionApplication,
  scopesOf,
} from "../shared/applications";
import { readSyncCredentials } from "../shared/sync-credentials";
import { type Check, failed, unchecked, warning } from "./checks";

/** Name of the check of a token. */
export const TOKEN = "token";

type Environment = Readonly<Record<string, string>>;

export interface SignIn {
  readonly application: Application;
  /** Client ID that it signs in with. It may be that of the Action. */
  readonly clientId: string;
  /** Credentials to try, or the check that says why they are not tried. */
  readonly credentials: ManagementApp | Check;
}

/** The sign-ins of the Action, of `deploy` and of `sync`, in this order. Never throws. */
export function readSignIns(settings: Settings, environment: Environment): SignIn[] {
  const read = (name: string) => environment[name]?.trim() ?? "";
  return [
    signInOfAction(settings, read),
    { application: DEPLOY_APPLICATION, ...signInOfDeploy(settings, environment, read) },
    { application: SYNC_APPLICATION, ...signInOfSync(settings, environment, read) },
  ];
}

type Read = (name: string) => string;

function signInOfAction(settings: Settings, read: Read): SignIn {
  const { management, missing } = settings;
  const application = actionApplication(settings);
  const missingNames = missing.filter(
    (name) => name.startsWith("AUTH0_") && !(name === "AUTH0_DOMAIN" && hostName(read(name))),
  );
  const reason =
    missingNames.length > 0
      ? `needs ${missingNames.join(", ")}`
      : "not used: AUTH0_CLIENT_ID is not set, so the Action saves with api.user.setAppMetadata";
  return {
    application,
    clientId: read(application.idName),
    credentials: management ?? unchecked(TOKEN, reason),
  };
}

function signInOfDeploy(
  settings: Settings,
  environment: Environment,
  read: Read,
): Omit<SignIn, "application"> {
  const { idName, secretName } = DEPLOY_APPLICATION;
  try {
    const { isOfAction, domain, clientId, clientSecret } = readCredentials(environment);
    const credentials = isOfAction
      ? warning(TOKEN, describeShared(DEPLOY_APPLICATION))
      : { domain, clientId, clientSecret };
    return { clientId, credentials };
  } catch (error) {
    const domain = read("AUTH0_DOMAIN");
    const message = error instanceof Error ? error.message : "";
    const [clientId, clientSecret] = [read(idName), read(secretName)];
    if (clientId && clientSecret) return { clientId, credentials: checkDomain(settings) };
    const isDomainInvalid = domain !== "" && !hostName(domain);
    // A deployment by another program needs no credentials here, so this is no failure.
    const credentials =
      clientId || clientSecret || isDomainInvalid
        ? failed(TOKEN, message)
        : unchecked(TOKEN, describeUnset(DEPLOY_APPLICATION, domain));
    return { clientId, credentials };
  }
}

function signInOfSync(settings: Settings, environment: Environment, read: Read): Omit<SignIn, "application"> {
  const { idName, secretName } = SYNC_APPLICATION;
  const [clientId, clientSecret] = [read(idName), read(secretName)];
  try {
    const { isOfAction } = readSyncCredentials(environment);
    if (isOfAction) {
      return {
        clientId: read("AUTH0_CLIENT_ID"),
        credentials: unchecked(TOKEN, describeShared(SYNC_APPLICATION)),
      };
    }
  } catch (error) {
    return { clientId, credentials: failed(TOKEN, error instanceof Error ? error.message : "") };
  }
  if (!clientId) {
    const text = describeUnset(SYNC_APPLICATION, read("AUTH0_DOMAIN"));
    return { clientId, credentials: unchecked(TOKEN, text) };
  }
  const domain = hostName(read("AUTH0_DOMAIN"));
  return { clientId, credentials: domain ? { domain, clientId, clientSecret } : checkDomain(settings) };
}

/** The check of a domain that is missing or is no host. If the Action needs it too, the settings already failed. */
function checkDomain({ missing }: Settings): Check {
  if (missing.includes("AUTH0_DOMAIN")) return unchecked(TOKEN, "needs AUTH0_DOMAIN");
  return {
    ...failed(TOKEN, DOMAIN_REMEDY),
    textIfRepeated: "needs AUTH0_DOMAIN, see above",
  };
}

/** What a command needs if nothing is set for it. @param domain value of `AUTH0_DOMAIN` */
function describeUnset(application: Application, domain: string): string {
  const { usedBy, idName, secretName } = application;
  const names = `${domain ? "" : "AUTH0_DOMAIN, "}${idName} and ${secretName}`;
  return `not set: if you use ${usedBy}, set ${names}, with the scopes ${scopesOf(application).join(" ")}`;
}

function describeShared(application: Application): string {
  const { usedBy, idName, secretName } = application;
  return `${usedBy} signs in with AUTH0_CLIENT_ID, which then needs more scopes than the Action does: set ${idName} and ${secretName} to the credentials of another application with the scopes ${scopesOf(application).join(" ")}`;
}
