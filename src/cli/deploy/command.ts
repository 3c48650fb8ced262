/**
 * `npm run deploy`: creates or updates the Action in Auth0, deploys it and adds it to the flow of its trigger.
 *
 * @module
 */

import { colorsFor } from "../shared/colors";
import type { CommandContext } from "../shared/context";
import { MAX_CODE_BYTES, readCodeDraft, readDraft } from "../shared/draft";
import { UsageError } from "../shared/exit";
import type { Action } from "../shared/management-api/client";
import { misspelledSettings } from "../shared/misspelled-settings";
import { SCOPES } from "../shared/management-api/credentials";
import { widthOf } from "../shared/output";
import { type Changes, compareAction, describeChanges } from "../shared/remote-action/changes";
import { findOwnAction } from "../shared/remote-action/find";
import { addToFlow, findPlace, readFlow } from "../shared/remote-action/flow";
import { requireScopes, withSession } from "../shared/remote-action/session";
import { waitUntilBuilt, waitUntilLive } from "../shared/remote-action/wait";
import { type DeployOptions, type DeployResult, type Deployment, flowResult, resultOf } from "./deployment";
import { printPlan } from "./plan";
import { testDraft } from "./test-run";

/** Deploys, or prints what would change. @returns the exit code */
export async function deploy(options: DeployOptions, context: CommandContext): Promise<number> {
  assertUsage(options);
  const maxMs = parseWait(options.wait);
  const { folder, environment, stdout, clock } = context;
  return withSession(
    options,
    context,
    (config, report) => {
      for (const { name, text } of misspelledSettings(config, context)) report.warn(`${name} ${text}`);
      const draft = options.keepSecrets
        ? readCodeDraft(config, folder)
        : readDraft(config, environment, folder, clock.now());
      const secrets = draft.secretNames ? `${draft.secrets.length} secrets are set` : "secrets are kept";
      report.done(
        `${config.code}: ${Buffer.byteLength(draft.code)} of ${MAX_CODE_BYTES} bytes, ${config.runtime}, ${config.dependencies.length} dependencies; ${secrets}`,
      );
      const output = { colors: colorsFor(stdout, context), width: widthOf(stdout, context) };
      return { draft, options, maxMs, ...output };
    },
    async (deployment) => {
      const result = await run(deployment);
      if (options.json) stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return 0;
    },
  );
}

function assertUsage({ keepSecrets, prune }: DeployOptions): void {
  if (keepSecrets && prune) throw new UsageError("use --keep-secrets or --prune, not both");
}

/** @returns milliseconds */
function parseWait(wait: string): number {
  const seconds = Number(wait);
  if (!(seconds >= 1 && seconds <= 3600))
    throw new UsageError("--wait must be a number of seconds from 1 to 3600");
  return seconds * 1000;
}

async function run(deployment: Deployment): Promise<DeployResult> {
  const { options, draft } = deployment;
  const existing = await findOwnAction(deployment);
  requireScopes(deployment, SCOPES, options.dryRun);
  const changes = existing && compareAction(existing, draft);
  if (!existing && !draft.secretNames) {
    throw new Error(
      `there is no Action "${draft.config.name}" at ${deployment.management.domain} yet: deploy it once without --keep-secrets`,
    );
  }
  const result = options.dryRun ? await printPlan(existing, changes, deployment) : undefined;
  assertNoRemovedSecrets(changes, deployment);
  return result ?? deployAction(existing, changes, deployment);
}

function assertNoRemovedSecrets(changes: Changes | undefined, { options }: Deployment): void {
  if (!changes || changes.removed.length === 0 || options.prune) return;
  throw new Error(
    `the Action in Auth0 has secrets that are not set in the environment: ${changes.removed.join(", ")}. Set them, remove them from the Action with --prune, or keep all secrets with --keep-secrets`,
  );
}

async function deployAction(
  existing: Action | undefined,
  changes: Changes | undefined,
  deployment: Deployment,
): Promise<DeployResult> {
  const { management, report, clock, options, maxMs, secrets } = deployment;
  // If the flow cannot be read or written, the command stops before it writes anything.
  if (options.bind) await readFlow(deployment);
  const id = await saveDraft(existing, changes, deployment);
  const remedy = "run deploy again later, or with a longer --wait";
  const wait = { management, id, maxMs, remedy, report, clock, secrets };
  report.done(`built in ${await waitUntilBuilt(wait)} s`);
  await testDraft(management, id, secrets, new Date(clock.now()));
  report.done("ran in Auth0's runtime without an error, for a user without an Entra identity");
  const { id: versionId = "", number: version } = await management.deployDraft(id);
  await waitUntilLive(versionId, wait);
  report.done(`deployed${version === undefined ? "" : ` as version ${version}`}`);
  const flow = options.bind ? await bind(id, deployment) : undefined;
  if (!flow) report.done("flow not changed");
  return { ...resultOf(existing ? "updated" : "created", deployment, id, changes), version, flow };
}

/** Creates or updates the draft. @returns its id @throws if Auth0 has other secrets than those that were sent */
async function saveDraft(
  existing: Action | undefined,
  changes: Changes | undefined,
  { draft, management, report }: Deployment,
): Promise<string> {
  const { config, code, secrets, secretNames } = draft;
  const { name, runtime, dependencies } = config;
  const content = {
    code,
    runtime,
    dependencies,
    ...(secretNames && { secrets: [...secrets] }),
    supported_triggers: config.supported_triggers as NonNullable<Action["supported_triggers"]>,
  };
  const saved = existing?.id
    ? await management.updateAction(existing.id, content)
    : await management.createAction({ name, ...content });
  const expected = secretNames ?? (existing?.secrets ?? []).flatMap((secret) => secret.name ?? []);
  const { removed, added } = compareAction(saved, { ...draft, secretNames: expected });
  if (!saved.id || removed.length > 0 || added.length > 0) {
    throw new Error(
      `Auth0 did not save the secrets as they were sent (${[...removed, ...added].join(", ")}): correct them in the dashboard, then run deploy again`,
    );
  }
  report.done(
    changes
      ? `updated "${name}" at ${management.domain}: ${describeChanges(changes)}`
      : `created "${name}" at ${management.domain}`,
  );
  return saved.id;
}

async function bind(id: string, deployment: Deployment): Promise<DeployResult["flow"]> {
  const { draft, report, trigger } = deployment;
  const { name, binding } = draft.config;
  // Read after the build, to keep Actions that were added to the flow during the build.
  const before = await readFlow(deployment);
  const place = findPlace(before, id, binding.position);
  const where = `the ${trigger} flow, position ${place.position} of ${place.count}`;
  if (!place.isBound) await addToFlow(deployment, before, { id, name }, place);
  report.done(place.isBound ? `already in ${where}` : `added to ${where}`);
  return flowResult(trigger, place);
}
