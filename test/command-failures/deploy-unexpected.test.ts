import { NAME, addOtherActions, setUpDeploy, expectCompleted, overrideFirst } from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)", "Risk (step)"];

const setup = setUpDeploy("Terms", "Risk");

describe("deploy, if Auth0 does not accept the draft", () => {
  it("prints the errors of the build in one line and deploys nothing", async () => {
    setup.auth0.buildStatus = "failed";
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Auth0 could not build the draft: npm ERR! 404 no such version\. The live version is unchanged/,
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(setup.action()?.deployed).toBeUndefined();
    expect(setup.flow()).toEqual(OTHERS);
    setup.auth0.buildStatus = "built";
    await expectCompleted(setup, ...OTHERS);
  });

  it("waits until the draft is built, and until the new version is live", async () => {
    Object.assign(setup.auth0, { readsUntilBuilt: 3, readsUntilLive: 2 });
    expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
    expect(setup.operations().filter((operation) => operation === "GET /actions/actions/{id}")).toHaveLength(
      5,
    );
  });

  it("stops waiting for the build after --wait seconds", async () => {
    setup.auth0.buildStatus = "building";
    const ran = await setup.deploy(["--wait", "2"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "Auth0 is still building the draft after 2 s: run deploy again later, or with a longer --wait\n",
    );
    expect(ran.pausedMs).toBeLessThanOrEqual(2000);
    setup.auth0.buildStatus = "built";
    await expectCompleted(setup, ...OTHERS);
  });

  it("stops if the test run fails, prints its error without secrets, and keeps the live version", async () => {
    await setup.deploy();
    const { live } = setup.action() ?? {};
    Object.assign(setup.action() ?? {}, {
      testError: { name: "Error", message: "no luck with\nentra-secret-value", stack: "Error: …" },
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "the draft failed its test run in Auth0's runtime (Error: no luck with [AZURE_CLIENT_SECRET]). It was not deployed",
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(setup.action()?.live).toBe(live);
    expect(setup.flow()).toEqual([...OTHERS, NAME]);
  });
});

it.each([
  [{}, "Error: no message"],
  [{ name: {}, message: null }, "Error: no message"],
  ["timed out", "Error: timed out"],
  [[7], "Error: [7]"],
])("deploy prints an error of the test run without name and message: %j", async (testError, text) => {
  await setup.deploy();
  Object.assign(setup.action() ?? {}, { testError });
  const { code, stderr } = await setup.deploy();
  expect(code).toBe(1);
  expect(stderr).toContain(`the draft failed its test run in Auth0's runtime (${text}). `);
});

describe("deploy, if the tenant is not as expected", () => {
  it("does not update a flow that it could not read completely", async () => {
    setup.backend.override = respondTo("GET /actions/triggers/post-login/bindings", (response) => {
      const [first] = setup.auth0.flow;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ bindings: [first], total: 2, page: 0, per_page: 50 }));
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("could not read the flow completely (Auth0 counts 2 entries and listed 1)");
    expect(setup.flow()).toEqual(OTHERS);
  });

  it("keeps an Action that is added to the flow during the build", async () => {
    setup.backend.override = overrideFirst("POST /actions/actions/{id}/deploy", () => {
      addOtherActions(setup, "Late");
      return false;
    });
    expect(await setup.deploy()).toMatchObject({ code: 0 });
    expect(setup.flow()).toEqual([...OTHERS, "Late (step)", NAME]);
  });

  it("does not change an Action of the same name for another trigger", async () => {
    addOtherActions(setup, NAME);
    Object.assign(setup.action() ?? {}, {
      supported_triggers: [{ id: "credentials-exchange", version: "v2" }],
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      `the Action named "${NAME}" in Auth0 belongs to another trigger or to an integration`,
    );
    expect(setup.writes()).toEqual([]);
  });

  it("prints the stack of an error if DEBUG is 1, without the response", async () => {
    setup.backend.override = respondTo(
      "POST /actions/actions",
      auth0Error(400, "Bad Request", "about entra-secret-value", "invalid_body"),
    );
    const ran = await setup.deploy([], { DEBUG: "1" });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "could not create the Action: Auth0 refused the request (400, invalid_body: about [AZURE_CLIENT_SECRET])",
    );
    expect(ran.stderr).toMatch(/caused by \w+ 400\n {4}at /);
    expect(ran.stdout + ran.stderr).not.toMatch(/-value|standin-token/);
  });

  it("does not follow a redirect with its credentials", async () => {
    setup.backend.override = respondTo("POST /oauth/token", (response) => {
      response.writeHead(307, { location: "https://elsewhere.example/oauth/token" }).end();
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(setup.standIn.requests.every(({ host }) => host === "contoso.eu.auth0.com")).toBe(true);
  });
});
