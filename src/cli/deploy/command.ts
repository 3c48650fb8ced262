/**
 * `npm run deploy`: creates or updates the Action in Auth0, deploys it and adds it to the flow of its trigger.
 *
 * @module
 */

import { type ActionConfig, readConfig } from "../shared/config";
import type { Clock } from "../../http/clock";
import type { CommandContext } from "../shared/context";
import { type Draft, readDraft } from "../shared/draft";
import { UsageError } from "../shared/exit";
import { type Report, createReport } from "../shared/report";
import { compareAction, describeChanges } from "./changes";
import { SCOPES, readCredentials } from "./credentials";
import { findPlace, insertAction, isAsPlanned } from "./flow";
import { type Action, type ManagementApi, createManagementApi } from "./management";
import { testDraft } from "./test-run";
import { waitUntilBuilt, waitUntilLive } from "./wait";

export interface DeployOptions {
  readonly dryRun?: boolean;
  readonly bind: boolean;
  readonly prune?: boolean;
  /** Seconds. */
  readonly wait: string;
}

interface Deployment {
  readonly draft: Draft;
  readonly trigger: string;
  readonly management: ManagementApi;
  readonly report: Report;
  readonly clock: Clock;
  readonly options: DeployOptions;
  /** Maximum time in milliseconds to wait for the build, and then for the new version. */
  readonly maxMs: number;
}

/** Deploys, or prints what would change. @returns the exit code */
export async function deploy(options: DeployOptions, context: CommandContext): Promise<number> {
  const deployment = prepare(options, context);
  try {
    const existing = findOwnAction(await deployment.management.listActions(), deployment.draft.config);
    checkScopes(deployment);
    assertNoRemovedSecrets(existing, deployment);
    await (options.dryRun ? printPlan : deployAction)(existing, deployment);
    return 0;
  } finally {
    deployment.report.end();
  }
}

async function deployAction(existing: Action | undefined, deployment: Deployment): Promise<void> {
  const { draft, management, report, clock, options, maxMs } = deployment;
  const id = await saveDraft(existing, deployment);
  const wait = { management, id, maxMs, report, clock };
  report.done(`built in ${await waitUntilBuilt(wait)} s`);
  await testDraft(management, id, draft.secrets, new Date(clock.now()));
  report.done("ran in Auth0's runtime without an error, for a user without an Entra identity");
  const { id: version = "", number } = await management.deployDraft(id);
  await waitUntilLive(version, wait);
  report.done(`deployed${number === undefined ? "" : ` as version ${number}`}`);
  if (options.bind) await bind(id, deployment);
  else report.done("flow not changed");
}

function prepare(options: DeployOptions, context: CommandContext): Deployment {
  const seconds = Number(options.wait);
  if (!(seconds >= 1 && seconds <= 3600))
    throw new UsageError("--wait must be a number of seconds from 1 to 3600");
  const { folder, clock, environment } = context;
  const report = createReport(context);
  const config = readConfig(folder);
  const draft = readDraft(config, environment, folder);
  const credentials = readCredentials(environment);
  const trigger = config.supported_triggers[0]?.id ?? "";
  report.done(
    `${config.code}: ${(Buffer.byteLength(draft.code) / 1000).toFixed(1)} kB, ${config.runtime}, ${config.dependencies.length} dependencies; ${draft.secrets.length} secrets are set`,
  );
  if (credentials.isOfAction) {
    report.warn(
      `signing in with the Action's own ${credentials.names}, which then need more scopes than the Action does. Use DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET for deployments`,
    );
  }
  const management = createManagementApi(credentials, trigger, { report, clock });
  return { draft, trigger, management, report, clock, options, maxMs: seconds * 1000 };
}

/** The Action with the configured name. Names are unique in a tenant. @throws if it is for another trigger or belongs to an integration */
function findOwnAction(actions: readonly Action[], config: ActionConfig): Action | undefined {
  const found = actions.find(({ name }) => name === config.name);
  const triggers = config.supported_triggers.map(({ id }) => id);
  const isOther =
    found?.installed_integration_id ?? found?.supported_triggers?.some(({ id }) => !triggers.includes(id));
  if (isOther) {
    throw new Error(
      `the Action named "${config.name}" in Auth0 belongs to another trigger or to an integration: rename it, or change name in actions.config.json`,
    );
  }
  return found;
}

/** Checks before the first write. @throws if a scope is missing, except in a dry run */
function checkScopes({ management, options, report }: Deployment): void {
  const granted = management.scopes();
  const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
  if (missing.length === 0) return;
  const text = `grant ${missing.join(" ")} of the Auth0 Management API to the application that deploys`;
  if (!options.dryRun) throw new Error(text);
  report.warn(`to deploy, ${text}`);
}

function assertNoRemovedSecrets(existing: Action | undefined, { draft, options }: Deployment): void {
  const removed = existing ? compareAction(existing, draft).removed : [];
  if (removed.length === 0 || options.prune) return;
  throw new Error(
    `the Action in Auth0 has secrets that are not set here: ${removed.join(", ")}. Set them, or remove them from the Action with --prune`,
  );
}

async function printPlan(existing: Action | undefined, deployment: Deployment): Promise<void> {
  const { draft, management, report, options, trigger } = deployment;
  const { name, binding } = draft.config;
  const names = draft.secrets.map((secret) => secret.name).join(", ");
  report.done(
    existing
      ? `would update "${name}": ${describeChanges(compareAction(existing, draft))}`
      : `would create "${name}" with the secrets ${names}`,
  );
  report.done("would build it, run it once in Auth0's runtime, and deploy it");
  if (options.bind) {
    const place = findPlace(await management.listBindings(), existing?.id, binding.position);
    const where = `${place.position} of ${place.count}`;
    report.done(
      place.isBound
        ? `is in the ${trigger} flow, ${where}`
        : `would add it to the ${trigger} flow, as ${where}`,
    );
  } else {
    report.done("would not change the flow");
  }
  report.done(`dry run: nothing was changed at ${management.domain}`);
}

/** Creates or updates the draft. @returns its id @throws if Auth0 has other secrets than those that were sent */
async function saveDraft(existing: Action | undefined, deployment: Deployment): Promise<string> {
  const { draft, management, report } = deployment;
  const { config, code, secrets } = draft;
  const { name, runtime, dependencies } = config;
  const content = {
    code,
    runtime,
    dependencies,
    secrets: [...secrets],
    supported_triggers: config.supported_triggers as NonNullable<Action["supported_triggers"]>,
  };
  const saved = existing?.id
    ? await management.updateAction(existing.id, content)
    : await management.createAction({ name, ...content });
  const { removed, added } = compareAction(saved, draft);
  if (!saved.id || removed.length > 0 || added.length > 0) {
    throw new Error(
      `Auth0 did not save the secrets as they were sent (${[...removed, ...added].join(", ")}): correct them in the dashboard, then run deploy again`,
    );
  }
  report.done(
    existing
      ? `updated "${name}" at ${management.domain}: ${describeChanges(compareAction(existing, draft))}`
      : `created "${name}" at ${management.domain}`,
  );
  return saved.id;
}

async function bind(id: string, { draft, management, report, trigger }: Deployment): Promise<void> {
  const { name, binding } = draft.config;
  // Read after the build, so that what was added to the flow during the build is kept.
  const before = await management.listBindings();
  const place = findPlace(before, id, binding.position);
  const where = `${place.position} of ${place.count} in the ${trigger} flow`;
  if (place.isBound) {
    report.done(`remains ${where}`);
    return;
  }
  await management.updateBindings(insertAction(before, { id, name }, place));
  if (!isAsPlanned(before, await management.listBindings(), id, place)) {
    throw new Error(
      `the ${trigger} flow is not as written: somebody changed it at the same time. Check it in the dashboard (Actions > Triggers)`,
    );
  }
  report.done(`added as ${where}`);
}
