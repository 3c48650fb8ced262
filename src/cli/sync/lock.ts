/**
 * One run at a time for an Auth0 domain on this machine: a file in the folder for temporary files that names the process.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../json";
import type { HostProcess } from "../shared/context";
import { systemErrorCode } from "../shared/exit";

interface Holder {
  readonly process: number;
  /** When the process was started, so that another process with the same id is not taken for it. Linux only. */
  readonly processStart: string;
  /** ISO time. */
  readonly since: string;
}

/** Another run holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

/**
 * Takes the lock of a domain. The lock of a process that has ended is taken over.
 *
 * @param folder for the lock
 * @param now milliseconds since the epoch
 * @returns a function that releases it
 * @throws {@link LockedError} that names the other run
 */
export function takeLock(domain: string, folder: string, process: HostProcess, now: number): () => void {
  const { id } = process;
  const name = createHash("sha256").update(domain).digest("hex").slice(0, 16);
  const path = join(folder, `entra-sync-${name}.lock`);
  const own: Holder = { process: id, processStart: startOf(id), since: new Date(now).toISOString() };
  const text = JSON.stringify(own);
  if (!create(path, text)) {
    const holder = readHolder(path);
    if (holder && process.isRunning(holder.process) && startOf(holder.process) === holder.processStart) {
      throw new LockedError(
        `another sync of ${domain} is running: process ${holder.process}, since ${holder.since}. Wait for its end, or end it`,
      );
    }
    remove(path, domain);
    if (!create(path, text)) throw new LockedError(`another sync of ${domain} has just begun`);
  }
  return () => {
    if (readText(path) === text) rmSync(path, { force: true });
  };
}

/** @returns `false` if the file exists */
function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "EEXIST") return false;
    throw new Error(`${path} cannot be written (${code}): set TMPDIR to a folder that can`, { cause: error });
  }
}

/** @throws {@link LockedError} if the file belongs to another user of the machine */
function remove(path: string, domain: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new LockedError(`${path} of another user locks ${domain}: wait for its sync, or remove the file`, {
      cause: error,
    });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readText(path) ?? "");
    const isHolder =
      isRecord(holder) &&
      typeof holder.process === "number" &&
      typeof holder.processStart === "string" &&
      typeof holder.since === "string";
    return isHolder ? (holder as unknown as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** The time at which a process was started, in ticks since the start of the machine; empty if it is not known. */
function startOf(id: number): string {
  // The second field is the name of the program, in parentheses, and may contain spaces.
  const fields = readText(`/proc/${id}/stat`)?.split(") ").at(-1)?.split(" ");
  return fields?.[19] ?? "";
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
