import { BIND, type World, addOthers, createWorld, expectCompleted } from "./deploy-tenant";
import { startCli } from "./run";
import type { Intercept } from "./standin-management";

const OTHERS = ["Terms (step)", "Risk (step)"];

jest.setTimeout(60_000);

let world: World;

beforeEach(async () => {
  world = await createWorld();
  addOthers(world.tenant, "Terms", "Risk");
});

afterEach(async () => {
  await world.close();
});

/** Breaks off before anything is answered. */
const breakOff: Intercept = (_, response) => {
  response.socket?.destroy();
  return true;
};

describe("a deployment that is broken off", () => {
  it.each([
    "POST /actions/actions",
    "GET /actions/actions/{id}",
    "POST /actions/actions/{id}/test",
    "POST /actions/actions/{id}/deploy",
    BIND,
  ])(
    "leaves the flow as it was when the connection breaks at %s, and another run completes it",
    async (operation) => {
      world.tenant.intercept = (asked, ...rest) => asked === operation && breakOff(asked, ...rest);
      const ran = await world.deploy();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(
        /^could not .*: the connection to contoso\.eu\.auth0\.com failed \(\w+\); run deploy again/,
      );
      expect(world.flow()).toEqual(OTHERS);
      await expectCompleted(world, ...OTHERS);
    },
  );

  it.each(["POST /actions/actions", BIND])(
    "completes what was done at %s although the answer was lost",
    async (operation) => {
      let isDone = false;
      const { answer } = world.tenant;
      world.tenant.intercept = (asked, response, request) => {
        if (asked !== operation || isDone) return false;
        isDone = true;
        const end = response.end.bind(response);
        response.end = (() => {
          response.end = end;
          response.socket?.destroy();
          return response;
        }) as typeof response.end;
        answer(request, response);
        return true;
      };
      const ran = await world.deploy();
      expect(ran.code).toBe(1);
      await expectCompleted(world, ...OTHERS);
    },
  );

  it.each(["GET /actions/actions/{id}", "POST /actions/actions/{id}/test", BIND])(
    "leaves the flow as it was when the process is killed at %s, and another run completes it",
    async (operation) => {
      const reached = new Promise<void>((resolve) => {
        world.tenant.intercept = (asked) => {
          if (asked !== operation) return false;
          resolve();
          return true;
        };
      });
      const running = startCli(["deploy"], world.options());
      await reached;
      running.process.kill("SIGINT");
      expect((await running.ended).code).toBeNull();
      expect(world.flow()).toEqual(OTHERS);
      await expectCompleted(world, ...OTHERS);
    },
  );
});
