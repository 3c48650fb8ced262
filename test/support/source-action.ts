/**
 * Loads the Action from its TypeScript source, as a new instance each time, so that tests do not share memory. The
 * packages are loaded only once, because Jest needs seconds for them.
 *
 * @module
 */

import type * as Action from "../../src/action";
import type { LoadedAction } from "../../src/cli/shared/auth0-runtime";

const PACKAGES = ["@azure/identity", "@microsoft/microsoft-graph-client", "auth0/legacy"];

/** Loads a new instance and captures its log lines. */
export function loadSourceAction(): LoadedAction {
  const logged: string[] = [];
  const required: string[] = [];
  let action: typeof Action | undefined;
  jest.isolateModules(() => {
    for (const name of PACKAGES) {
      jest.doMock(name, () => {
        required.push(name);
        return jest.requireActual<object>(name);
      });
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would not use the isolated module registry
    action = require("../../src/action") as typeof Action;
  });
  if (!action) throw new Error("the Action did not load");
  jest.spyOn(console, "log").mockImplementation((line: string) => {
    logged.push(line);
  });
  return { handler: action.onExecutePostLogin, logged, required };
}
