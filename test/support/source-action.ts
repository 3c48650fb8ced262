/**
 * The Action from its TypeScript source, in an instance of its own each time: what one login leaves in memory is
 * not there for the next test. The packages are loaded once, which Jest takes seconds for.
 *
 * @module
 */

import type * as Action from "../../src/action";
import type { LoadedAction } from "../../src/cli/shared/auth0-runtime";

const PACKAGES = ["@azure/identity", "@microsoft/microsoft-graph-client", "auth0/legacy"];

/** Loads it anew, its log lines captured. */
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
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an isolated registry knows no import
    action = require("../../src/action") as typeof Action;
  });
  if (!action) throw new Error("the Action did not load");
  jest.spyOn(console, "log").mockImplementation((line: string) => {
    logged.push(line);
  });
  return { handler: action.onExecutePostLogin, logged, required };
}
