/**
 * Waits until Auth0 has built a draft, and until it has put a version live.
 *
 * @module
 */

import type { Clock } from "../../../http/clock";
import type { Action, ManagementApi } from "../management-api/client";
import { type NamedValue, redact } from "../redact";
import type { Report } from "../report";

/** Milliseconds between reads: short at first, because most builds take seconds, then longer to spare the rate limit. */
const FIRST_INTERVAL_MS = 500;
const INTERVAL_MS = 2000;

export interface WaitOptions {
  readonly management: ManagementApi;
  /** ID of the Action. */
  readonly id: string;
  /** Maximum time to wait, in milliseconds. */
  readonly maxMs: number;
  /** What to do after `maxMs`. */
  readonly remedy: string;
  readonly report: Report;
  readonly clock: Clock;
  /** Values that must not be printed. */
  readonly secrets: readonly NamedValue[];
}

/** Waits until the draft is built. @returns the time in seconds @throws if the build failed, with its errors */
export async function waitUntilBuilt(options: WaitOptions): Promise<number> {
  return poll("building the draft", options, async ({ status, ...action }) => {
    if (status !== "failed") return status === "built";
    const own = messagesOf((action as { errors?: unknown }).errors);
    const errors = own.length > 0 ? own : await buildErrors(options);
    const reasons = errors.map((error) => redact(error, options.secrets)).join("; ");
    throw new Error(
      `Auth0 could not build the draft: ${reasons || "see Actions > Library in the dashboard"}. The live version is unchanged. Correct actions.config.json or the code, then run deploy again`,
    );
  });
}

/** Errors of failed builds, newest version first. */
async function buildErrors({ management, id }: WaitOptions): Promise<string[]> {
  const versions = await management.listVersions(id);
  return versions.flatMap(({ errors }) => messagesOf(errors));
}

/** Messages of errors in Auth0's format. */
function messagesOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { msg?: unknown } | null) =>
    typeof error?.msg === "string" ? [error.msg] : [],
  );
}

/** Waits until logins run `version`. Before that, Auth0 does not bind the Action. @returns the time in seconds */
export async function waitUntilLive(version: string, options: WaitOptions): Promise<number> {
  return poll("putting the new version live", options, (action) =>
    Promise.resolve(action.deployed_version?.id === version),
  );
}

async function poll(
  task: string,
  { management, id, maxMs, remedy, report, clock }: WaitOptions,
  isDone: (action: Action) => Promise<boolean>,
): Promise<number> {
  const start = clock.now();
  for (let interval = FIRST_INTERVAL_MS; ; interval = INTERVAL_MS) {
    const elapsed = clock.now() - start;
    if (await isDone(await management.readAction(id))) return Math.round(elapsed / 1000);
    if (elapsed + interval > maxMs) {
      throw new Error(`Auth0 is still ${task} after ${Math.round(maxMs / 1000)} s: ${remedy}`);
    }
    report.waiting(`Auth0 is ${task}: ${Math.round(elapsed / 1000)} s`);
    await clock.pause(interval);
  }
}
