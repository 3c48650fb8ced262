/**
 * What Auth0 does in its own time, building a draft and putting a version live, waited for visibly and not for ever.
 *
 * @module
 */

import type { Clock } from "../shared/context";
import type { Report } from "../shared/report";
import { type Action, type Tenant, messagesOf } from "./tenant";

/** Milliseconds between looks: soon at first, since most builds take seconds, then sparing the tenant's rate limit. */
const FIRST_LOOK_MS = 500;
const LATER_LOOK_MS = 2000;

export interface Waiting {
  readonly tenant: Tenant;
  readonly id: string;
  /** Milliseconds in all. */
  readonly maxMs: number;
  readonly report: Report;
  readonly clock: Clock;
}

/** Until the draft is `built`. @returns seconds that it took */
export async function untilBuilt(waiting: Waiting): Promise<number> {
  return until("Auth0 builds the draft", waiting, async ({ status, ...action }) => {
    if (status !== "failed") return status === "built";
    const own = messagesOf((action as { errors?: unknown }).errors);
    const errors = own.length > 0 ? own : await waiting.tenant.buildErrors(waiting.id);
    const reasons = errors.map((error) => error.replaceAll(/\s+/g, " ").slice(0, 300)).join("; ");
    throw new Error(
      `Auth0 could not build the draft: ${reasons || "see Actions > Library in the dashboard"}. What is live stays as it was; correct actions.config.json or the code, then run deploy again`,
    );
  });
}

/** Until `version` is the one that logins run: Auth0 binds no Action before that. @returns seconds that it took */
export async function untilLive(version: string, waiting: Waiting): Promise<number> {
  return until("Auth0 puts the new version live", waiting, (action) =>
    Promise.resolve(action.deployed_version?.id === version),
  );
}

async function until(
  what: string,
  { tenant, id, maxMs, report, clock }: Waiting,
  isThere: (action: Action) => Promise<boolean>,
): Promise<number> {
  const start = clock.now();
  for (let pause = FIRST_LOOK_MS; ; pause = LATER_LOOK_MS) {
    const waited = clock.now() - start;
    if (await isThere(await tenant.action(id))) return Math.round(waited / 1000);
    if (waited + pause > maxMs) {
      throw new Error(
        `${what}, but not within ${Math.round(maxMs / 1000)} s: run deploy again later, or with a longer --wait`,
      );
    }
    report.waiting(`${what}: ${Math.round(waited / 1000)} s`);
    await clock.pause(pause);
  }
}
