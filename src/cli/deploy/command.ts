/**
 * `npm run deploy`: the built Action into Auth0, and into the flow of its trigger.
 *
 * @module
 */

import { type ActionConfig, readConfig } from "../shared/config";
import type { Clock, CommandContext } from "../shared/context";
import { readEnvironment } from "../shared/environment";
import { UsageError } from "../shared/exit";
import { compare, inWords } from "./changes";
import { SCOPES, readCredentials } from "./credentials";
import { type Draft, readDraft } from "../shared/draft";
import { isAsPlanned, placeIn, withAction } from "./flow";
import { type Report, createReport } from "../shared/report";
import { type Action, type Tenant, connect } from "./tenant";
import { tryDraft } from "./trial";
import { untilBuilt, untilLive } from "./wait";

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
  readonly tenant: Tenant;
  readonly report: Report;
  readonly clock: Clock;
  readonly options: DeployOptions;
  /** Milliseconds that each thing that Auth0 does in its own time may take. */
  readonly maxMs: number;
}

/** Deploys, or says what it would do. @returns the exit code */
export async function deploy(options: DeployOptions, context: CommandContext): Promise<number> {
  const deployment = prepare(options, context);
  try {
    const existing = ours(await deployment.tenant.actions(), deployment.draft.config);
    checkScopes(deployment);
    checkSecrets(existing, deployment);
    await (options.dryRun ? say : carryOut)(existing, deployment);
    return 0;
  } finally {
    deployment.report.end();
  }
}

async function carryOut(existing: Action | undefined, deployment: Deployment): Promise<void> {
  const { draft, tenant, report, clock, options, maxMs } = deployment;
  const id = await write(existing, deployment);
  const waiting = { tenant, id, maxMs, report, clock };
  report.done(`built by Auth0 in ${await untilBuilt(waiting)} s`);
  await tryDraft(tenant, id, draft.secrets);
  report.done("ran in Auth0's runtime with somebody who is not an Entra user, without an error");
  const { id: version = "", number } = await tenant.deploy(id);
  await untilLive(version, waiting);
  report.done(`deployed${number === undefined ? "" : ` as version ${number}`}`);
  if (options.bind) await bind(id, deployment);
  else report.done("flow left alone");
}

function prepare(options: DeployOptions, context: CommandContext): Deployment {
  const seconds = Number(options.wait);
  if (!(seconds >= 1 && seconds <= 3600)) throw new UsageError("--wait takes seconds, 1 to 3600");
  const { folder, clock } = context;
  const report = createReport(context);
  const config = readConfig(folder);
  const environment = readEnvironment(context);
  const draft = readDraft(config, environment, folder);
  const credentials = readCredentials(environment);
  const trigger = config.supported_triggers[0]?.id ?? "";
  report.done(
    `${config.code}: ${(Buffer.byteLength(draft.code) / 1000).toFixed(1)} kB, ${config.runtime}, ${config.dependencies.length} dependencies; ${draft.secrets.length} secrets are set here`,
  );
  if (credentials.borrowed) {
    report.warn(
      `signing in with the Action's own ${credentials.names}: to deploy it needs more than the Action does; DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET keep the two apart`,
    );
  }
  const tenant = connect(credentials, trigger, report, clock);
  return { draft, trigger, tenant, report, clock, options, maxMs: seconds * 1000 };
}

/** The Action of that name; names are unique in a tenant. @throws where it is something else */
function ours(actions: readonly Action[], config: ActionConfig): Action | undefined {
  const found = actions.find(({ name }) => name === config.name);
  const triggers = config.supported_triggers.map(({ id }) => id);
  const isOther =
    found?.installed_integration_id ?? found?.supported_triggers?.some(({ id }) => !triggers.includes(id));
  if (isOther) {
    throw new Error(
      `there is another Action named "${config.name}", not of ${triggers.join(", ")}: rename it, or the one in actions.config.json`,
    );
  }
  return found;
}

/** Before anything is written, not half-way. */
function checkScopes({ tenant, options, report }: Deployment): void {
  const granted = tenant.scopes();
  const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
  if (missing.length === 0) return;
  const text = `grant ${missing.join(" ")} of the Auth0 Management API to the application that deploys`;
  if (!options.dryRun) throw new Error(text);
  report.warn(`to deploy, ${text}`);
}

function checkSecrets(existing: Action | undefined, { draft, options }: Deployment): void {
  const stale = existing ? compare(existing, draft).stale : [];
  if (stale.length === 0 || options.prune) return;
  throw new Error(
    `the Action in Auth0 has secrets that are not set here: ${stale.join(", ")}. Set them, or remove them from it with --prune`,
  );
}

async function say(existing: Action | undefined, deployment: Deployment): Promise<void> {
  const { draft, tenant, report, options, trigger } = deployment;
  const { name, binding } = draft.config;
  const names = draft.secrets.map((secret) => secret.name).join(", ");
  report.done(
    existing
      ? `would update "${name}": ${inWords(compare(existing, draft))}`
      : `would create "${name}" with the secrets ${names}`,
  );
  report.done("would build it, run it once in Auth0's runtime, and deploy it");
  if (options.bind) {
    const { isBound, at, of } = placeIn(await tenant.bindings(), existing?.id, binding.position);
    report.done(
      isBound
        ? `is in the ${trigger} flow, ${at} of ${of}`
        : `would add it to the ${trigger} flow, as ${at} of ${of}`,
    );
  } else {
    report.done("would leave the flow alone");
  }
  report.done(`nothing was changed at ${tenant.domain}`);
}

async function write(existing: Action | undefined, { draft, tenant, report }: Deployment): Promise<string> {
  const { config, code, secrets } = draft;
  const { name, runtime, dependencies } = config;
  const content = {
    code,
    runtime,
    dependencies,
    secrets: [...secrets],
    supported_triggers: config.supported_triggers as NonNullable<Action["supported_triggers"]>,
  };
  const written = existing?.id
    ? await tenant.update(existing.id, content)
    : await tenant.create({ name, ...content });
  const left = compare(written, draft);
  if (!written.id || left.stale.length > 0 || left.added.length > 0) {
    throw new Error(
      `Auth0 did not take the list of secrets as it was sent (${[...left.stale, ...left.added].join(", ")}): correct it in the dashboard, then run deploy again`,
    );
  }
  report.done(
    existing
      ? `updated "${name}" at ${tenant.domain}: ${inWords(compare(existing, draft))}`
      : `created "${name}" at ${tenant.domain}`,
  );
  return written.id;
}

async function bind(id: string, { draft, tenant, report, trigger }: Deployment): Promise<void> {
  const { name, binding } = draft.config;
  // Read now, not before the build: whatever was added to the flow in the meantime is to stay.
  const before = await tenant.bindings();
  const place = placeIn(before, id, binding.position);
  const where = `${place.at} of ${place.of} in the ${trigger} flow`;
  if (place.isBound) {
    report.done(`stays ${where}`);
    return;
  }
  await tenant.bind(withAction(before, { id, name }, place));
  if (!isAsPlanned(before, await tenant.bindings(), id, place)) {
    throw new Error(
      `the ${trigger} flow is not what was written: somebody has changed it at the same time. Look at it in the dashboard (Actions > Triggers)`,
    );
  }
  report.done(`added as ${where}`);
}
