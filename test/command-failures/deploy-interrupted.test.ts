import { UPDATE_BINDINGS, setUpDeploy, expectCompleted, overrideFirst } from "../support/cli/deploy";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)", "Risk (step)"];

const setup = setUpDeploy("Terms", "Risk");

describe("deploy, if a connection fails", () => {
  it.each([
    "POST /actions/actions",
    "GET /actions/actions/{id}",
    "POST /actions/actions/{id}/test",
    "POST /actions/actions/{id}/deploy",
    UPDATE_BINDINGS,
  ] as const)(
    "leaves the flow unchanged if the connection fails at %s, and another run completes the deployment",
    async (operation) => {
      setup.backend.override = respondTo(operation, (response) => response.socket?.destroy());
      const ran = await setup.deploy();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(
        /^could not .*: cannot connect to contoso\.eu\.auth0\.com \(\w+\): .*run the command again/,
      );
      expect(setup.flow()).toEqual(OTHERS);
      await expectCompleted(setup, ...OTHERS);
    },
  );

  it.each(["POST /actions/actions", UPDATE_BINDINGS] as const)(
    "completes the deployment in another run if only the response to %s was lost",
    async (operation) => {
      setup.backend.override = overrideFirst(operation, ({ respond }, response) => {
        const end = response.end.bind(response);
        response.end = (() => {
          response.end = end;
          response.socket?.destroy();
          return response;
        }) as typeof response.end;
        respond(response);
        return true;
      });
      const ran = await setup.deploy();
      expect(ran.code).toBe(1);
      await expectCompleted(setup, ...OTHERS);
    },
  );
});
