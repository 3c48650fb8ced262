/**
 * Reads all users of the Auth0 tenant through an export job, which has no limit. Not available on Auth0's Free plan.
 *
 * @module
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 */

import { Failure, copyOf } from "../../http/failure";
import { own, ownText } from "../../json";
import { UPN_CLAIMS, V1, V1_EMAIL_FALLBACK, V2, isStorable } from "../../mapping/tables";
import type { SyncRun } from "../run";
import { pause, settleUnlessStopped } from "../waiting";
import type { Auth0Client } from "./client";
import { type LineHandlers, downloadLines } from "./download";

/** Milliseconds between two reads of the job's status, and of the longest export. */
const POLL_MS = 5000;
const MAX_EXPORT_MS = 7_200_000;
const MAX_DOWNLOADS = 3;

/** Codes of failures of an export. `sync/hints.ts` knows what to do about them. */
export const EXPORT_REFUSED = "export_refused";
export const EXPORT_BROKEN = "export_broken";
export const EXPORT_FAILED = "export_failed";
export const EXPORT_UNFINISHED = "export_unfinished";

export interface ExportHandlers extends LineHandlers {
  /** Called if the download broke off and begins again. */
  readonly onRestart: () => void;
}

/**
 * Exports all users. Each user has the claims that the mapping reads and what this Action stores, except the photo.
 *
 * @param metadataKeys keys of the first level of `app_metadata`
 * @throws {@link Failure}
 */
export async function exportUsers(
  client: Auth0Client,
  run: SyncRun,
  metadataKeys: readonly string[],
  handlers: ExportHandlers,
): Promise<void> {
  const fields = [...rootFields(), ...metadataKeys.map((key) => `app_metadata.${key}`)];
  const body = { format: "json", fields: fields.map((name) => ({ name })) };
  const job = await settleUnlessStopped(client.startJob("/jobs/users-exports", body));
  if (job instanceof Failure) {
    const isRefused = job.reason === "permission" || job.details.status === 400;
    throw isRefused ? copyOf(job, { code: EXPORT_REFUSED }) : job;
  }
  const id = ownText(job, "id");
  if (!id) throw new Failure("invalid", { service: "auth0" });
  for (let attempt = 1; ; attempt++) {
    // Each download needs a new address, because the former one is valid for 60 seconds only.
    const location = await waitForLocation(client, run, id);
    const failure = await settleUnlessStopped(downloadLines(run, location, handlers));
    if (!(failure instanceof Failure)) return;
    if (attempt >= MAX_DOWNLOADS) throw new Failure(failure.reason, { ...failure.details, service: "auth0" });
    handlers.onRestart();
  }
}

/**
 * Names of root attributes that are claims. A name with `.` would be a path, so claims in URI form are not exported;
 * users who need them are read one by one.
 */
function rootFields(): readonly string[] {
  const sources = [V1, V2].flatMap((table) => [...Object.keys(table), ...Object.values(table).flat()]);
  const others = ["iss", "ver", "preferred_username", "_claim_names", "hasgroups"];
  const names = ["user_id", "identities", ...sources, ...UPN_CLAIMS, ...V1_EMAIL_FALLBACK, ...others];
  return [...new Set(names)].filter((name) => !name.includes(".") && isStorable(name));
}

/** The address of the exported file, once the job is done. */
async function waitForLocation(client: Auth0Client, run: SyncRun, id: string): Promise<string> {
  const { clock } = run;
  const startedAt = clock.now();
  for (;;) {
    const job = await client.read(`/jobs/${encodeURIComponent(id)}`);
    const status = ownText(job, "status");
    const location = ownText(job, "location");
    if (status === "completed" && location) return location;
    if (status !== "pending" && status !== "processing" && status !== "completed") {
      throw new Failure("unavailable", { service: "auth0", code: EXPORT_FAILED });
    }
    const percentage = own(job, "percentage_done");
    run.progress.stage(
      typeof percentage === "number" ? `Auth0 export, ${Math.round(percentage)} % done` : "Auth0 export",
    );
    if (clock.now() - startedAt > MAX_EXPORT_MS) {
      throw new Failure("timeout", { service: "auth0", code: EXPORT_UNFINISHED });
    }
    await pause(run, POLL_MS);
  }
}
