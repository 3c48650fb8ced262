import { play } from "../src/cli/shared/play";
import { readScenario, scenarioNames } from "../src/cli/shared/scenario";
import { loadSourceAction } from "./support/source-action";

describe("onExecutePostLogin", () => {
  it.each(scenarioNames())("has the expected effects in the scenario %s", async (name) => {
    const action = loadSourceAction();
    const { deviations } = await play(readScenario(name), action.handler, action.logged);
    expect(deviations).toEqual([]);
  });
});
