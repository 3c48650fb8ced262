/**
 * What the tests of `deploy` share: a tenant with somebody else's Actions in its flow, and an environment to deploy from.
 *
 * @module
 */

import { type StandIn, startStandIn } from "../standin/server";
import { type Ran, type RunOptions, runCli } from "./run";
import { type StoredAction, bindingOf, makeAction } from "./standin-actions";
import { DOMAIN, type Intercept, type StandInTenant, createTenant } from "./standin-management";

export const NAME = "Entra enrichment";

export const BIND = "PATCH /actions/triggers/post-login/bindings";

export const SECRETS = {
  AZURE_TENANT_ID: "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071",
  AZURE_CLIENT_ID: "0b9a8c7d-1111-4222-8333-444455556666",
  AZURE_CLIENT_SECRET: "entra-secret-value",
  USER_PHOTOS: "on",
};

export const ENVIRONMENT = {
  ...SECRETS,
  AUTH0_DOMAIN: DOMAIN,
  DEPLOY_AUTH0_CLIENT_ID: "deployer",
  DEPLOY_AUTH0_CLIENT_SECRET: "deployer-secret-value",
};

export interface World {
  readonly tenant: StandInTenant;
  readonly standIn: StandIn;
  /** Deploys with `ENVIRONMENT`, or with what is given over it; `undefined` takes a variable away. */
  deploy(args?: readonly string[], over?: Record<string, string | undefined>, cwd?: string): Promise<Ran>;
  options(over?: Record<string, string | undefined>, cwd?: string): RunOptions;
  /** The Action that is deployed here. */
  ours(): StoredAction | undefined;
  /** Names in the flow, in order. */
  flow(): string[];
  close(): Promise<void>;
}

/** A tenant that lets `deployer` deploy. */
export async function createWorld(): Promise<World> {
  const tenant = createTenant();
  tenant.state.clients.set("deployer", {
    secret: "deployer-secret-value",
    scopes: ["read:actions", "create:actions", "update:actions"],
  });
  const standIn = await startStandIn(tenant.answer);
  const options: World["options"] = (over = {}, cwd) => {
    const set = Object.entries<string | undefined>({ ...ENVIRONMENT, ...over }).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return { env: { ...standIn.env, ...Object.fromEntries(set) }, ...(cwd ? { cwd } : {}) };
  };
  return {
    tenant,
    standIn,
    options,
    deploy: async (args = [], over = {}, cwd) => runCli(["deploy", ...args], options(over, cwd)),
    ours: () => tenant.state.actions.find(({ name }) => name === NAME),
    flow: () => tenant.state.flow.map(({ display_name }) => display_name),
    close: async () => standIn.close(),
  };
}

/** Adds deployed Actions of others to the tenant and to its flow. */
export function addOthers({ state }: StandInTenant, ...names: readonly string[]): void {
  for (const name of names) {
    const live = { id: `${name}-v1`, number: 1, code: "", runtime: "node22", secrets: [] };
    const action = makeAction({ name, status: "built", deployed: live, live });
    state.actions.push(action);
    state.flow.push(bindingOf(action, `${name} (step)`));
  }
}

/** Operations that change something. */
export function writes({ operations }: StandInTenant): string[] {
  return operations.filter((operation) => !operation.startsWith("GET "));
}

/** Answers the first such request, and no later one, otherwise. */
export function firstTime(operation: string, answer: Intercept): Intercept {
  let isDone = false;
  return (asked, response, request) => {
    if (asked !== operation || isDone) return false;
    isDone = true;
    return answer(asked, response, request);
  };
}

/** Another run, with nothing in its way, ends with one Action, live, behind `others` in the flow. */
export async function expectCompleted(world: World, ...others: readonly string[]): Promise<void> {
  world.tenant.intercept = () => false;
  const again = await world.deploy();
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(world.tenant.state.actions.filter(({ name }) => name === NAME)).toHaveLength(1);
  expect(world.ours()?.live).toBe(world.ours()?.deployed);
  expect(world.flow()).toEqual([...others, NAME]);
}
