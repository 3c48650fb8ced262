import { NAME, setUpDeploy } from "../support/cli/deploy";
import { startCli } from "../support/cli/run";

const setup = setUpDeploy("Terms");

test("deploy completes if the reader of its output ends early", async () => {
  const started = startCli(["deploy"], setup.options());
  started.process.stdout?.destroy();
  expect(await started.ended).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(setup.action()?.live?.number).toBe(1);
  expect(setup.flow()).toEqual(["Terms (step)", NAME]);
});
