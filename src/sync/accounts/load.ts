/**
 * Loads the Auth0 users of the Entra connections: by search if there are at most 1,000, else by export.
 *
 * @module
 */

import { hasAnyValue } from "../../app-metadata/plan";
import { partDataOf } from "../../app-metadata/state";
import { isRecord, own, ownText } from "../../json";
import type { EntraLogin } from "../../login/login";
import type { Auth0Client } from "../auth0/client";
import { exportUsers } from "../auth0/export";
import { searchByConnections } from "../auth0/search";
import type { SyncRun } from "../run";
import type { AccountReader } from "./account";
import type { AccountStore } from "./store";

export interface LoadHandlers {
  readonly store: AccountStore;
  readonly reader: AccountReader;
  /** Counts the users for whom a part is stored, by its name. */
  readonly owners: Map<string, number>;
  readonly onBrokenLine: () => void;
}

/** The key that is not exported, because photos are most of the bytes of all users. */
const PHOTO_KEY = "thumbnailPhoto";

/** Loads the users into the store. @param names of the connections @returns whether they were exported */
export async function loadAccounts(
  run: SyncRun,
  auth0: Auth0Client,
  names: readonly string[],
  { store, reader, owners, onBrokenLine }: LoadHandlers,
): Promise<boolean> {
  const add = (user: unknown) => {
    const login = reader.describe(user);
    if (login && store.add(login, user)) countOwner(login, owners);
  };
  if (names.length === 0) return false;
  const found = await searchByConnections(auth0, names);
  if (found) {
    for (const user of found) add(user);
    run.progress.advance(found.length);
    return false;
  }
  let broken = 0;
  const keys = run.configuration.parts.flatMap((part) => part.metadataKeys);
  await exportUsers(auth0, run, ["entra", ...keys.filter((key) => key !== PHOTO_KEY)], {
    onUser: (user) => {
      add(withPhotoPlaceholder(user));
      run.progress.advance(1);
    },
    onBrokenLine: () => {
      broken += 1;
    },
    onRestart: () => {
      broken = 0;
      store.clear();
      owners.clear();
    },
  });
  for (; broken > 0; broken--) onBrokenLine();
  return true;
}

/** Counts the parts that are stored for a user. */
export function countOwner({ parts, stored }: EntraLogin, owners: Map<string, number>): void {
  for (const part of parts) {
    const hasValue = part.hasValue ?? hasAnyValue;
    if (hasValue(partDataOf(stored.state, part))) owners.set(part.name, (owners.get(part.name) ?? 0) + 1);
  }
}

/**
 * An exported user with a text of the photo's length in place of the photo, so that a stored photo counts as stored and
 * has its size. It is never written, because a user is read again before a write.
 */
function withPhotoPlaceholder(user: unknown): unknown {
  const metadata = own(user, "app_metadata");
  const photo = own(own(metadata, "entra"), "photo");
  const bytes = own(photo, "bytes");
  if (!isRecord(user) || !isRecord(metadata) || typeof bytes !== "number") return user;
  const base64 = "A".repeat(Math.ceil(Math.min(Math.max(bytes, 0), 1_000_000) / 3) * 4);
  const dataUrl = `data:${ownText(photo, "contentType") ?? "image/jpeg"};base64,${base64}`;
  return { ...user, app_metadata: { ...metadata, [PHOTO_KEY]: dataUrl } };
}
