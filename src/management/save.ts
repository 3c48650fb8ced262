/**
 * Keeps what has changed: one write, or none.
 *
 * @module
 */

import type { PostLoginApi } from "../auth0";
import type { EntraLogin } from "../login/recognize";
import { Failure, failureIn } from "../network/failure";
import type { Plan } from "../stored/change";
import type { Management } from "./client";

export type Saved =
  | { readonly kind: "nothing" }
  | { readonly kind: "saved"; readonly by: "management-api" | "action-api" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Saves `plan`. Never rejects. */
export async function save(
  plan: Plan,
  login: EntraLogin,
  api: PostLoginApi,
  management: Management | undefined,
): Promise<Saved> {
  if (plan.tooLarge) return { kind: "failed", failure: new Failure("too_large") };
  const changes = Object.entries(plan.changes);
  if (changes.length === 0) return { kind: "nothing" };
  const by = login.settings.persistWith;
  try {
    if (by === "action-api") {
      for (const [key, value] of changes) api.user.setAppMetadata(key, value);
    } else {
      await management?.writeAppMetadata(login.userId, plan.changes);
    }
    return { kind: "saved", by };
  } catch (error) {
    return { kind: "failed", failure: failureIn(error) ?? new Failure("invalid") };
  }
}
