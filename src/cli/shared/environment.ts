/**
 * Settings and credentials: the environment, and a git-ignored `.env` beside `package.json`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { CommandContext } from "./context";

const FILE = ".env";

/**
 * Settings and credentials by name. A variable of the environment overrides `.env`, even if it is empty, so a line of
 * `.env` can be disabled for one run.
 *
 * @throws if there is a `.env` that cannot be read
 */
export function readEnvironment({ environment, folder }: CommandContext): Record<string, string> {
  return { ...readEnvFile(resolve(folder, FILE)), ...environment };
}

function readEnvFile(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    if (code === "ENOENT") return {};
    throw new Error(`${FILE} cannot be read (${code}): make it a readable file`, { cause: error });
  }
  return { ...parseEnv(text) } as Record<string, string>;
}
