import { play } from "../src/cli/shared/play";
import { readScenario, scenarioNames } from "../src/cli/shared/scenario";
import { loadSourceAction } from "./support/source-action";

describe("the Action from its source", () => {
  it.each(scenarioNames())("plays %s as expected", async (name) => {
    const action = loadSourceAction();
    const { deviations } = await play(readScenario(name), action.handler, action.logged);
    expect(deviations).toEqual([]);
  });
});
