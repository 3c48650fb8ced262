/**
 * Where credentials come from: the environment, and a git-ignored `.env` beside `package.json`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/**
 * Settings and credentials by name. What is already set in the environment wins over `.env`, an empty value too:
 * that is how a line of `.env` is switched off for one run.
 *
 * @throws where there is a `.env` that cannot be read
 */
export function readEnvironment(path = ".env"): Record<string, string> {
  const set = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...readEnvFile(path), ...Object.fromEntries(set) };
}

function readEnvFile(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    if (code === "ENOENT") return {};
    throw new Error(`${path} cannot be read (${code}): make it a file that you may read`, { cause: error });
  }
  return { ...parseEnv(text) } as Record<string, string>;
}
