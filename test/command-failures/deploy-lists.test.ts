/**
 * Lists of Auth0 that are not as documented. What a deployment does not read completely, it must not write.
 */

import { NAME, addOtherActions, overrideFirst, setUpDeploy } from "../support/cli/deploy";
import { respondTo } from "../support/standin/backend";
import { queryOf } from "../support/standin/handler";
import { sendJson } from "../support/standin/server";

const ACTIONS = "GET /actions/actions";
const FLOW = "GET /actions/triggers/post-login/bindings";

const setup = setUpDeploy("Terms");

/** Lists the Action of a deployment with other properties. */
async function listActionWith(properties: object): Promise<void> {
  await setup.deploy();
  setup.forgetOperations();
  setup.backend.override = respondTo(ACTIONS, (response) => {
    const { id, name } = setup.action() ?? {};
    sendJson(response, 200, { actions: [{ id, name, ...properties }], total: 1, page: 0, per_page: 50 });
  });
}

it.each([
  ["the code", { code: 7 }],
  ["the dependencies", { dependencies: "none" }],
  ["a dependency", { dependencies: [null] }],
  ["the triggers", { supported_triggers: "post-login" }],
  ["a trigger", { supported_triggers: [{}] }],
  ["the secrets", { secrets: [null] }],
  ["the version", { deployed_version: "3" }],
  ["the number of the version", { deployed_version: { number: "\u001b[2J" } }],
])("an Action stops deploy and status if %s has another type", async (_, properties) => {
  await listActionWith(properties);
  for (const command of ["deploy", "status"]) {
    const { code, stderr } = await setup.run([command]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^could not read the Actions: unexpected response from contoso\.eu\.auth0\.com: /);
  }
  expect(setup.writes()).toEqual([]);
});

it("an Action may have null instead of lists and texts", async () => {
  const content = { code: null, runtime: null, dependencies: null, supported_triggers: null, secrets: null };
  await listActionWith({ ...content, deployed_version: { ...content, number: null } });
  expect((await setup.run(["status"])).stdout).toMatch(/dependencies +differs: none → /);
  expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
});

it("a binding without an id stops a deployment before it writes anything", async () => {
  const bindings = [{ display_name: "Unknown", action: {} }];
  setup.backend.override = respondTo(FLOW, (response) => {
    sendJson(response, 200, { bindings, total: 1, page: 0, per_page: 50 });
  });
  for (const args of [[], ["--dry-run"]]) {
    const { code, stderr } = await setup.deploy(args);
    expect([code, stderr]).toEqual([
      1,
      "a binding of the flow has no ID: change the flow in the dashboard\n",
    ]);
  }
  expect(setup.writes()).toEqual([]);
});

it("a flow in which a binding is added between two pages is not written", async () => {
  addOtherActions(setup, ...Array.from({ length: 60 }, (_, index) => `Action ${index}`));
  setup.backend.override = ({ operation, request }) => {
    const isSecondPage = operation === FLOW && queryOf(request).get("page") === "1";
    if (isSecondPage && setup.action()?.live) {
      addOtherActions(setup, "Late");
      setup.auth0.flow.unshift(...setup.auth0.flow.splice(-1));
      setup.backend.override = () => false;
    }
    return false;
  };
  const { code, stderr } = await setup.deploy();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^could not read the flow completely \(Auth0 listed an entry twice\): /);
  expect(setup.flow()).toContain("Late (step)");
  expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
  expect(setup.flow().at(0)).toBe("Late (step)");
  expect(setup.flow().at(-1)).toBe(NAME);
});

it("a list without an end is abandoned", async () => {
  let count = 0;
  setup.backend.override = respondTo(ACTIONS, (response) => {
    const actions = Array.from({ length: 50 }, () => ({ id: String(count++), name: "Action" }));
    sendJson(response, 200, { actions, total: count + 50 });
  });
  const { code, stderr } = await setup.run(["status"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^could not read the Actions completely \(there are more than 1000 pages\): /);
});

it.each(["", "{", "<p>Try later</p>", "null"])(
  "a read is retried after 503 with JSON in its headers and %j as the body",
  async (body) => {
    setup.backend.override = overrideFirst(FLOW, (_, response) => {
      response.writeHead(503, { "content-type": "application/json" }).end(body);
      return true;
    });
    expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
  },
);
