import {
  UPDATE_BINDINGS,
  type DeploySetup,
  addOtherActions,
  startDeploySetup,
  expectCompleted,
} from "../support/cli/deploy";
import { startCli } from "../support/cli/run";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)", "Risk (step)"];

let setup: DeploySetup;

beforeEach(async () => {
  setup = await startDeploySetup();
  addOtherActions(setup, "Terms", "Risk");
});

afterEach(async () => {
  await setup.close();
});

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
