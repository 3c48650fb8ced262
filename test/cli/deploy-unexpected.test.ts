import {
  NAME,
  type DeploySetup,
  addOtherActions,
  startDeploySetup,
  expectCompleted,
  overrideFirst,
} from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
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

describe("a draft that Auth0 does not like", () => {
  it("shows the build's errors in one line and deploys nothing", async () => {
    setup.auth0.buildStatus = "failed";
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Auth0 could not build the draft: npm ERR! 404 no such version\. What is live stays/,
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
    expect(setup.operations().filter((asked) => asked === "GET /actions/actions/{id}")).toHaveLength(5);
  });

  it("waits for a build no longer than it is told", async () => {
    setup.auth0.buildStatus = "building";
    const ran = await setup.deploy(["--wait", "2"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "Auth0 builds the draft, but not within 2 s: run deploy again later, or with a longer --wait\n",
    );
    expect(ran.pausedMs).toBeLessThanOrEqual(2000);
    setup.auth0.buildStatus = "built";
    await expectCompleted(setup, ...OTHERS);
  });

  it("stops at a trial run that errs, quotes it without secrets, and keeps what is live", async () => {
    await setup.deploy();
    const { live } = setup.action() ?? {};
    Object.assign(setup.action() ?? {}, {
      testError: { name: "Error", message: "no luck with\nentra-secret-value", stack: "Error: …" },
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "the draft failed its trial run in Auth0's runtime (Error: no luck with [AZURE_CLIENT_SECRET]). It was not deployed",
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(setup.action()?.live).toBe(live);
    expect(setup.flow()).toEqual([...OTHERS, NAME]);
  });
});

describe("a tenant that is not as expected", () => {
  it("does not write back a flow that it could not read as a whole", async () => {
    setup.backend.override = respondTo("GET /actions/triggers/post-login/bindings", (response) => {
      const [first] = setup.auth0.flow;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ bindings: [first], total: 2, page: 0, per_page: 50 }));
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("could not read the flow as a whole (Auth0 counts 2 and listed 1)");
    expect(setup.flow()).toEqual(OTHERS);
  });

  it("keeps an Action that somebody adds to the flow while the draft is being built", async () => {
    setup.backend.override = overrideFirst("POST /actions/actions/{id}/deploy", () => {
      addOtherActions(setup, "Late");
      return false;
    });
    expect(await setup.deploy()).toMatchObject({ code: 0 });
    expect(setup.flow()).toEqual([...OTHERS, "Late (step)", NAME]);
  });

  it("leaves an Action of the same name alone that belongs to another trigger", async () => {
    addOtherActions(setup, NAME);
    Object.assign(setup.action() ?? {}, {
      supported_triggers: [{ id: "credentials-exchange", version: "v2" }],
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`there is another Action named "${NAME}", not of post-login`);
    expect(setup.writes()).toEqual([]);
  });

  it("shows with DEBUG=1 where it failed, without what was answered", async () => {
    setup.backend.override = respondTo(
      "POST /actions/actions",
      auth0Error(400, "Bad Request", "about entra-secret-value", "invalid_body"),
    );
    const ran = await setup.deploy([], { DEBUG: "1" });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("could not create the Action: Auth0 refused it (400 invalid_body)");
    expect(ran.stderr).toMatch(/caused by \w+ 400\n {4}at /);
    expect(ran.stdout + ran.stderr).not.toMatch(/-value|standin-token/);
  });

  it("follows no redirect with its credentials", async () => {
    setup.backend.override = respondTo("POST /oauth/token", (response) => {
      response.writeHead(307, { location: "https://elsewhere.example/oauth/token" }).end();
    });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(setup.standIn.requests.every(({ host }) => host === "contoso.eu.auth0.com")).toBe(true);
  });
});
