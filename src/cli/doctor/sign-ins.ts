/**
 * Which applications sign in to Auth0 with the credentials of an environment: that of the Action, of `deploy` and of
 * `sync`.
 *
 * @module
 */

import { hostName } from "../../settings/parse";
import type { ManagementApp, Settings } from "../../settings/settings";
import { readCredentials } from "../shared/management-api/credentials";
import {
  type Application,
  DEPLOY_APPLICATION,
  SYNC_APPLICATION,
  actionApplication,
  scopesOf,
} from "../shared/applications";
import { readSyncCredentials } from "../shared/sync-credentials";
import { type Check, failed, unchecked, warning } from "./checks";

type Environment = Readonly<Record<string, string>>;

export interface SignIn {
  readonly application: Application;
  /** Client ID that it signs in with. It may be that of the Action. */
  readonly clientId: string;
  /** Credentials to try, or the check that says why they are not tried. */
  readonly credentials: ManagementApp | Check;
}

/** Name of the check of a token. */
export const TOKEN = "token";

/** The sign-ins of the Action, of `deploy` and of `sync`, in this order. Never throws. */
export function readSignIns(settings: Settings, environment: Environment): SignIn[] {
  const read = (name: string) => environment[name]?.trim() ?? "";
  return [
    signInOfAction(settings, read),
    { application: DEPLOY_APPLICATION, ...signInOfDeploy(environment, read) },
    { application: SYNC_APPLICATION, ...signInOfSync(environment, read) },
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

function signInOfDeploy(environment: Environment, read: Read): Omit<SignIn, "application"> {
  const { idName, secretName } = DEPLOY_APPLICATION;
  try {
    const { isOfAction, domain, clientId, clientSecret } = readCredentials(environment);
    const credentials = isOfAction
      ? warning(TOKEN, describeShared(DEPLOY_APPLICATION))
      : { domain, clientId, clientSecret };
    return { clientId, credentials };
  } catch (error) {
    const domain = read("AUTH0_DOMAIN");
    const isDomainInvalid = domain !== "" && !hostName(domain);
    // A deployment by another program needs no credentials here.
    const make = read(idName) || read(secretName) || isDomainInvalid ? failed : unchecked;
    return { clientId: "", credentials: make(TOKEN, error instanceof Error ? error.message : "") };
  }
}

function signInOfSync(environment: Environment, read: Read): Omit<SignIn, "application"> {
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
    return { clientId, credentials: unchecked(TOKEN, `not set: sync needs ${idName} and ${secretName}`) };
  }
  const domain = hostName(read("AUTH0_DOMAIN"));
  const credentials = domain
    ? { domain, clientId, clientSecret }
    : failed(TOKEN, "set AUTH0_DOMAIN to the tenant's canonical domain, such as example.eu.auth0.com");
  return { clientId, credentials };
}

function describeShared(application: Application): string {
  const { usedBy, idName, secretName } = application;
  return `${usedBy} signs in with AUTH0_CLIENT_ID, which then needs more scopes than the Action does: set ${idName} and ${secretName} to the credentials of another application with the scopes ${scopesOf(application).join(" ")}`;
}
