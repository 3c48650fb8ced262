/**
 * The built file of the Action, read and loaded from the project's folder.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type LoadedAction, loadAction } from "./auth0-runtime";
import { type ActionConfig, readConfig } from "./config";

/** Reads the built file. @throws if it does not exist, with the command that builds it */
export function readActionCode({ code }: ActionConfig, folder: string): string {
  try {
    return readFileSync(resolve(folder, code), "utf8");
  } catch (error) {
    throw new Error(`${code} does not exist: run npm run build`, { cause: error });
  }
}

/** Loads the built file in a new instance, without anything that an earlier login has cached. */
export function loadBuiltAction(folder: string): LoadedAction {
  const config = readConfig(folder);
  const packages = config.dependencies.map(({ name }) => name);
  return loadAction(readActionCode(config, folder), packages, folder);
}
