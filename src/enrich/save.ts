/**
 * Saves what has changed, with one write or none.
 *
 * @module
 */

import type { PostLoginApi } from "../auth0";
import { type Failure, toFailure } from "../http/failure";
import type { Json } from "../json";
import type { EntraLogin } from "../login/login";
import type { Management } from "../management/client";

export type Saved =
  | { readonly kind: "nothing" }
  | { readonly kind: "saved"; readonly by: "management-api" | "action-api" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Writes `changes` to `app_metadata`; `null` removes a key. Never rejects. */
export async function save(
  changes: Readonly<Record<string, Json>>,
  login: EntraLogin,
  api: PostLoginApi,
  management: Management | undefined,
): Promise<Saved> {
  const entries = Object.entries(changes);
  const by = login.settings.persistWith;
  // Without credentials for the Management API nothing can be written. The log line names them.
  if (entries.length === 0 || (by === "management-api" && !management)) return { kind: "nothing" };
  try {
    if (by === "action-api") {
      for (const [key, value] of entries) api.user.setAppMetadata(key, value);
    } else {
      await management?.writeAppMetadata(login.userId, changes);
    }
    return { kind: "saved", by };
  } catch (error) {
    return { kind: "failed", failure: toFailure(error) };
  }
}
