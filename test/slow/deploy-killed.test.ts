import { UPDATE_BINDINGS, setUpDeploy, expectCompleted } from "../support/cli/deploy";
import { startCli } from "../support/cli/run";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)", "Risk (step)"];

const setup = setUpDeploy("Terms", "Risk");

describe("deploy, if the process is killed", () => {
  it.each(["GET /actions/actions/{id}", "POST /actions/actions/{id}/test", UPDATE_BINDINGS] as const)(
    "leaves the flow unchanged at %s, and another run completes the deployment",
    async (operation) => {
      const reached = new Promise<void>((resolve) => {
        setup.backend.override = respondTo(operation, () => {
          resolve();
        });
      });
      const running = startCli(["deploy"], setup.options());
      await reached;
      running.process.kill("SIGINT");
      expect((await running.ended).code).toBeNull();
      expect(setup.flow()).toEqual(OTHERS);
      await expectCompleted(setup, ...OTHERS);
    },
  );
});
