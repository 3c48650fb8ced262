/**
 * The dry run: what a deployment would change.
 *
 * @module
 */

import { type Changes, describeChanges } from "../shared/remote-action/changes";
import { diffCode } from "../shared/remote-action/code-diff";
import type { Action } from "../shared/management-api/client";
import { findPlace, readFlow } from "../shared/remote-action/flow";
import { type DeployResult, type Deployment, flowResult, resultOf } from "./deployment";
import { showDiff } from "./show-diff";

/** Prints what would change. Changes nothing. */
export async function printPlan(
  existing: Action | undefined,
  changes: Changes | undefined,
  deployment: Deployment,
): Promise<DeployResult> {
  const { draft, management, report, options, trigger } = deployment;
  const { name, binding } = draft.config;
  if (existing && changes) {
    // Without --prune, a deployment stops instead of removing secrets.
    const planned = options.prune ? changes : { ...changes, removed: [] };
    report.done(`would update "${name}": ${describeChanges(planned)}`);
    if (changes.removed.length > 0 && !options.prune) {
      report.warn(
        `the deployment would stop, because these secrets are only in Auth0: ${changes.removed.join(", ")}. With --prune or --keep-secrets, it would continue as follows:`,
      );
    }
    printDetails(existing, changes, deployment);
  } else {
    report.done(`would create "${name}" with the secrets ${(draft.secretNames ?? []).join(", ")}`);
  }
  report.done("would build it, run it once in Auth0's runtime, and deploy it");
  const place = options.bind
    ? findPlace(await readFlow(deployment), existing?.id, binding.position)
    : undefined;
  if (place) {
    const where = `the ${trigger} flow, position ${place.position} of ${place.count}`;
    report.done(place.isBound ? `already in ${where}` : `would add it to ${where}`);
  } else {
    report.done("would not change the flow");
  }
  report.done(`dry run: nothing was changed at ${management.domain}`);
  return {
    ...resultOf("planned", deployment, existing?.id, changes),
    flow: place && flowResult(trigger, place),
  };
}

function printDetails(
  existing: Action,
  { differences }: Changes,
  { draft, report, ...output }: Deployment,
): void {
  for (const { what, detail } of differences) {
    if (what !== "code") report.done(`${what}: ${detail}`);
  }
  if (!differences.some(({ what }) => what === "code")) return;
  const diff = diffCode(existing.code ?? "", draft.code);
  report.done(`code: lines added: ${diff.added}, removed: ${diff.removed} (- Auth0, + local)`);
  report.print(showDiff(diff, output.colors, output.width));
}
