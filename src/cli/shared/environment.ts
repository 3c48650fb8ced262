/**
 * Settings and credentials: the environment, and a git-ignored file next to `package.json`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandContext } from "./context";
import { type EnvFile, parseEnvFile } from "./env-file";
import { UsageError, systemErrorCode } from "./exit";

const DEFAULT_FILE = ".env";

/**
 * Settings and credentials by name. A variable of the environment overrides the file, even if it is empty, so a line of
 * the file can be disabled for one run.
 *
 * @param file the file of `--env-file`. Default: `.env`, if it exists
 * @param isOptional whether a missing file counts as empty
 * @throws if the file cannot be read or is not UTF-8
 */
export function readEnvironment(
  { environment, folder }: Pick<CommandContext, "environment" | "folder">,
  file?: string,
  isOptional = file === undefined,
): Pick<CommandContext, "environment" | "envFile"> {
  // An empty path would be read as the folder, and the error would name no file.
  if (file === "") throw new UsageError("--env-file needs the path of a file: it is empty");
  const { values, file: envFile } = readEnvFile(file ?? DEFAULT_FILE, folder, isOptional);
  return { environment: { ...values, ...environment }, envFile };
}

function readEnvFile(
  file: string,
  folder: string,
  isOptional: boolean,
): { readonly values?: Record<string, string>; readonly file?: EnvFile } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(folder, file));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" && isOptional) return {};
    const remedy = code === "ENOENT" ? "check the path of --env-file" : "make it a readable file";
    throw new Error(`${file} cannot be read (${code}): ${remedy}`, { cause: error });
  }
  return parseEnvFile(decode(bytes, file), file);
}

/** The text, without a byte order mark. @throws if it is in another encoding, whose variables would be lost */
function decode(bytes: Buffer, file: string): string {
  const text = decodeUtf8(bytes);
  // UTF-16 without a byte order mark is valid UTF-8 with a zero after each letter.
  if (text === undefined || text.includes("\0")) {
    throw new Error(
      `${file} is not UTF-8: save it as UTF-8. Windows PowerShell 5 writes UTF-16 with > and Out-File`,
    );
  }
  return text;
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
