/**
 * The built file, compiled the way Auth0 compiles it.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { type LoadedAction, loadAction } from "../../src/cli/replay/auth0-runtime";
import { readConfig } from "../../src/cli/config";

/** Loads `dist/action.js` in an instance of its own. */
export function loadBuiltAction(): LoadedAction {
  const config = readConfig();
  return loadAction(
    readFileSync(config.code, "utf8"),
    config.dependencies.map((dependency) => dependency.name),
  );
}
