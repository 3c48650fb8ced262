import {
  NAME,
  SCOPES,
  UPDATE_BINDINGS,
  addOtherActions,
  overrideFirst,
  setUpDeploy,
} from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { sendJson } from "../support/standin/server";
import { UNUSABLE } from "../support/standin/unusable";

const DELETE = "DELETE /actions/actions/{id}";

const setup = setUpDeploy("Terms");

/** Deploys the Action between two others. */
async function deployInTheMiddle(): Promise<void> {
  await setup.deploy();
  addOtherActions(setup, "Risk");
  setup.forgetOperations();
}

const remove = async (...args: readonly string[]) => setup.run(["remove", ...args]);

describe("remove", () => {
  it("removes the Action from the flow, and keeps the bindings of all others as they are", async () => {
    await deployInTheMiddle();
    const others = setup.auth0.flow.filter(({ action }) => action.name !== NAME);
    const ran = await remove();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`removed "${NAME}" from the post-login flow at contoso.eu.auth0.com`);
    expect(ran.stdout).toContain("`npm run remove -- --delete` deletes the Action");
    expect(setup.auth0.flow).toEqual(others);
    expect(setup.action()?.live?.number).toBe(1);
    expect(setup.writes()).toEqual([UPDATE_BINDINGS]);
  });

  it("leaves an empty flow if there is no other Action", async () => {
    setup.auth0.flow = [];
    await setup.deploy();
    expect(await remove()).toMatchObject({ code: 0, stderr: "" });
    expect(setup.flow()).toEqual([]);
  });

  it("removes all bindings of the Action if it is bound twice", async () => {
    await deployInTheMiddle();
    const own = setup.auth0.flow.find(({ action }) => action.name === NAME);
    setup.auth0.flow.push({ ...own, id: "second" } as (typeof setup.auth0.flow)[0]);
    expect(await remove()).toMatchObject({ code: 0, stderr: "" });
    expect(setup.flow()).toEqual(["Terms (step)", "Risk (step)"]);
  });

  it("writes nothing and exits with 0 if the Action is not in the flow", async () => {
    await setup.deploy(["--no-bind"]);
    setup.forgetOperations();
    const ran = await remove();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`"${NAME}" is not in the post-login flow at contoso.eu.auth0.com`);
    expect(setup.writes()).toEqual([]);
  });

  it("is undone by a deployment", async () => {
    await setup.deploy();
    await remove();
    expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
    expect(setup.flow()).toEqual(["Terms (step)", NAME]);
  });

  it("has nothing to do if there is no Action, so that it can be repeated", async () => {
    const stdout = `✓ there is no Action "${NAME}" at contoso.eu.auth0.com: nothing to remove\n`;
    expect(await remove()).toMatchObject({ code: 0, stdout, stderr: "" });
    expect(await remove("--delete")).toMatchObject({ code: 0, stdout, stderr: "" });
    expect(setup.writes()).toEqual([]);
  });

  it("writes nothing if a binding has no ID or the list is not complete", async () => {
    await deployInTheMiddle();
    const { flow } = setup.auth0;
    for (const [list, total, text] of [
      [flow.slice(0, 2), 3, "could not read the flow completely (Auth0 counts 3 entries and listed 2)"],
      [[{ ...flow[0], id: undefined }, ...flow.slice(1)], 3, "a binding of the flow has no ID"],
    ] as const) {
      setup.backend.override = respondTo("GET /actions/triggers/post-login/bindings", (response) => {
        sendJson(response, 200, { bindings: list, total, page: 0, per_page: 50 });
      });
      const ran = await remove();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(text);
    }
    expect(setup.writes()).toEqual([]);
  });

  it("stops if someone else changes the flow at the same time, and does not delete the Action", async () => {
    await deployInTheMiddle();
    setup.setScopes([...SCOPES, "delete:actions"]);
    setup.backend.override = overrideFirst(UPDATE_BINDINGS, ({ respond }, response) => {
      respond(response);
      addOtherActions(setup, "Late");
      return true;
    });
    const ran = await remove("--delete");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "the post-login flow is not as written: someone else changed it at the same time",
    );
    expect(setup.action()).toBeDefined();
  });

  it.each(SCOPES.filter((scope) => scope !== "create:actions"))(
    "names the scope %s if it is missing",
    async (scope) => {
      await deployInTheMiddle();
      setup.setScopes(SCOPES.filter((each) => each !== scope));
      const ran = await remove();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(`grant ${scope} to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API`);
      expect(setup.writes()).toEqual([]);
    },
  );
});

describe("remove --delete", () => {
  beforeEach(async () => {
    await deployInTheMiddle();
    setup.setScopes(["read:actions", "update:actions", "delete:actions"]);
  });

  it("removes the Action from the flow and deletes it", async () => {
    const ran = await remove("--delete");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`deleted "${NAME}", its versions and its secrets`);
    expect(setup.action()).toBeUndefined();
    expect(setup.flow()).toEqual(["Terms (step)", "Risk (step)"]);
    expect(setup.writes()).toEqual([UPDATE_BINDINGS, DELETE]);
  });

  it("names the missing scope delete:actions before it changes the flow", async () => {
    setup.setScopes(SCOPES);
    const ran = await remove("--delete");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "grant delete:actions to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API",
    );
    expect(setup.writes()).toEqual([]);
  });

  it.each([
    ["Auth0 refuses it", auth0Error(409, "Conflict", "Unable to delete an action bound to a trigger.")],
    ["the response is an HTML page", UNUSABLE["an HTML page"]],
    ["the response is an empty object", UNUSABLE["an empty object"]],
    ["the connection is closed", UNUSABLE["a closed connection"]],
  ])("does not report a deletion if %s, and another run completes it", async (_, response) => {
    setup.backend.override = respondTo(DELETE, response);
    const ran = await remove("--delete");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^could not delete the Action: /);
    expect(ran.stdout).not.toContain("deleted");
    setup.backend.override = () => false;
    expect(await remove("--delete")).toMatchObject({ code: 0, stderr: "" });
    expect(setup.action()).toBeUndefined();
  });
});
