/**
 * Loads the built Action in the way Auth0 does.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { type LoadedAction, loadAction } from "../../src/cli/shared/auth0-runtime";
import { readConfig } from "../../src/cli/shared/config";

/** Loads a new instance of `dist/action.js`. @param missing name of a package that cannot be loaded */
export function loadBuiltAction(missing?: string): LoadedAction {
  const config = readConfig();
  const names = config.dependencies.map((dependency) => dependency.name);
  return loadAction(
    readFileSync(config.code, "utf8"),
    names.filter((name) => name !== missing),
  );
}
