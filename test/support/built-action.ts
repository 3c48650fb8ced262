/**
 * The built file, compiled the way Auth0 compiles it.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { type LoadedAction, loadAction } from "../../src/cli/shared/auth0-runtime";
import { readConfig } from "../../src/cli/shared/config";

/** Loads `dist/action.js` in an instance of its own. @param missing a package that cannot be loaded */
export function loadBuiltAction(missing?: string): LoadedAction {
  const config = readConfig();
  const names = config.dependencies.map((dependency) => dependency.name);
  return loadAction(
    readFileSync(config.code, "utf8"),
    names.filter((name) => name !== missing),
  );
}
