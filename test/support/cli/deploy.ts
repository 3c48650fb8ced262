/**
 * Setup of the tests of `deploy`, `status`, `rollback` and `remove`: an Auth0 tenant with other Actions in its flow, and
 * an environment to deploy from.
 *
 * @module
 */

import { type RanInProcess, type RunOptions, runCli } from "./run";
import { type StoredAction, addVersion, createAction, createBinding } from "../standin/action-store";
import { type Auth0Client, type Auth0Tenant, createAuth0Tenant } from "../standin/auth0-tenant";
import { type Backend, type Override, createBackend, noOverride, startBackend } from "../standin/backend";
import { createDirectory } from "../standin/directory";
import { AUTH0_DOMAIN, type StandIn } from "../standin/server";

export const NAME = "Entra enrichment";

export const UPDATE_BINDINGS = "PATCH /actions/triggers/post-login/bindings";

export const SECRETS = {
  AZURE_TENANT_ID: "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071",
  AZURE_CLIENT_ID: "0b9a8c7d-1111-4222-8333-444455556666",
  AZURE_CLIENT_SECRET: "entra-secret-value",
  USER_PHOTOS: "on",
};

export const ENVIRONMENT = {
  ...SECRETS,
  AUTH0_DOMAIN,
  DEPLOY_AUTH0_CLIENT_ID: "deployer",
  DEPLOY_AUTH0_CLIENT_SECRET: "deployer-secret-value",
};

/** Scopes that a deployment needs. */
export const SCOPES = ["read:actions", "create:actions", "update:actions"];

/** Removes all secrets of the Action from the environment. */
export const NO_SECRETS: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(SECRETS).map((name) => [name, undefined]),
);

export interface DeploySetup {
  readonly auth0: Auth0Tenant;
  readonly clients: Map<string, Auth0Client>;
  readonly backend: Backend;
  readonly standIn: StandIn;
  /** Deploys with `ENVIRONMENT` and these changes to it. `undefined` removes a variable. */
  deploy(
    args?: readonly string[],
    changes?: Record<string, string | undefined>,
    folder?: string,
  ): Promise<RanInProcess>;
  /** Runs any command with the same environment. */
  run(
    args: readonly string[],
    changes?: Record<string, string | undefined>,
    options?: RunOptions,
  ): Promise<RanInProcess>;
  options(changes?: Record<string, string | undefined>, folder?: string): RunOptions;
  /** Grants these scopes to the application that deploys. */
  setScopes(scopes: readonly string[]): void;
  /** The Action named `NAME`. */
  action(): StoredAction | undefined;
  /** Names in the flow, in order. */
  flow(): string[];
  /** Operations of the Management API that were requested, in order. */
  operations(): string[];
  /** The operations that change something. */
  writes(): string[];
  /** Forgets the operations so far. */
  forgetOperations(): void;
  close(): Promise<void>;
}

/** Starts a new tenant before each test and stops it afterwards. @param others other Actions in its flow */
export function setUpDeploy(...others: readonly string[]): DeploySetup {
  const setup = {} as DeploySetup;
  beforeEach(async () => {
    Object.assign(setup, await startDeploySetup());
    addOtherActions(setup, ...others);
  });
  afterEach(async () => {
    await setup.close();
  });
  return setup;
}

/** Starts a tenant whose application `deployer` may deploy. */
async function startDeploySetup(): Promise<DeploySetup> {
  const clients = new Map<string, Auth0Client>();
  const setScopes: DeploySetup["setScopes"] = (scopes) => {
    clients.set("deployer", { secret: "deployer-secret-value", scopes });
  };
  setScopes(SCOPES);
  const auth0 = createAuth0Tenant({ clients });
  const backend = createBackend(
    createDirectory(() => undefined),
    auth0,
  );
  const standIn = await startBackend(backend);
  const options: DeploySetup["options"] = (changes = {}, folder) => {
    const set = Object.entries<string | undefined>({ ...ENVIRONMENT, ...changes }).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return { env: Object.fromEntries(set), standIn, ...(folder && { folder }) };
  };
  const operations = () =>
    backend.exchanges.filter(({ api }) => api === "management").map(({ operation }) => operation);
  return {
    auth0,
    clients,
    backend,
    standIn,
    options,
    operations,
    setScopes,
    run: async (args, changes, more) => runCli(args, { ...options(changes), ...more }),
    deploy: async (args = [], changes = {}, folder) => runCli(["deploy", ...args], options(changes, folder)),
    action: () => auth0.actions.find(({ name }) => name === NAME),
    flow: () => auth0.flow.map(({ display_name }) => display_name),
    writes: () => operations().filter((operation) => !operation.startsWith("GET ")),
    forgetOperations: () => {
      backend.exchanges.length = 0;
    },
    close: async () => standIn.close(),
  };
}

/** Adds other deployed Actions to the tenant and to its flow. */
export function addOtherActions({ auth0 }: DeploySetup, ...names: readonly string[]): void {
  for (const name of names) {
    const action = createAction({ name, status: "built" });
    action.live = addVersion(action);
    auth0.actions.push(action);
    auth0.flow.push(createBinding(action, `${name} (step)`));
  }
}

/** Overrides the first request for `operation` only. */
export function overrideFirst(operation: string, override: Override): Override {
  let isDone = false;
  return (exchange, response) => {
    if (exchange.operation !== operation || isDone) return false;
    isDone = true;
    return override(exchange, response);
  };
}

/** Expects that another run without faults ends with one live Action after `others` in the flow. */
export async function expectCompleted(setup: DeploySetup, ...others: readonly string[]): Promise<void> {
  setup.backend.override = noOverride;
  const again = await setup.deploy();
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(setup.auth0.actions.filter(({ name }) => name === NAME)).toHaveLength(1);
  expect(setup.action()?.live).toBe(setup.action()?.deployed);
  expect(setup.flow()).toEqual([...others, NAME]);
}
