import {
  NAME,
  type World,
  addOthers,
  createWorld,
  expectCompleted,
  firstTime,
  writes,
} from "./deploy-tenant";
import { refuse } from "./standin-management";

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

describe("a draft that Auth0 does not like", () => {
  it("shows the build's errors in one line and deploys nothing", async () => {
    world.tenant.buildEnds = "failed";
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Auth0 could not build the draft: npm ERR! 404 no such version\. What is live stays/,
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(world.ours()?.deployed).toBeUndefined();
    expect(world.flow()).toEqual(OTHERS);
    world.tenant.buildEnds = "built";
    await expectCompleted(world, ...OTHERS);
  });

  it("waits until the draft is built, and until the new version is live", async () => {
    Object.assign(world.tenant, { buildLooks: 3, liveLooks: 2 });
    expect(await world.deploy()).toMatchObject({ code: 0, stderr: "" });
    expect(world.tenant.operations.filter((asked) => asked === "GET /actions/actions/{id}")).toHaveLength(5);
  });

  it("waits for a build no longer than it is told", async () => {
    world.tenant.buildEnds = "building";
    const start = Date.now();
    const ran = await world.deploy(["--wait", "2"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "Auth0 builds the draft, but not within 2 s: run deploy again later, or with a longer --wait\n",
    );
    expect(Date.now() - start).toBeLessThan(15_000);
    world.tenant.buildEnds = "built";
    await expectCompleted(world, ...OTHERS);
  });

  it("stops at a trial run that errs, quotes it without secrets, and keeps what is live", async () => {
    await world.deploy();
    const { live } = world.ours() ?? {};
    Object.assign(world.ours() ?? {}, {
      trialError: { name: "Error", message: "no luck with\nentra-secret-value", stack: "Error: …" },
    });
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "the draft failed its trial run in Auth0's runtime (Error: no luck with [AZURE_CLIENT_SECRET]). It was not deployed",
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(world.ours()?.live).toBe(live);
    expect(world.flow()).toEqual([...OTHERS, NAME]);
  });
});

describe("a tenant that is not as expected", () => {
  it("does not write back a flow that it could not read as a whole", async () => {
    world.tenant.intercept = (asked, response) => {
      if (asked !== "GET /actions/triggers/post-login/bindings") return false;
      const [first] = world.tenant.state.flow;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ bindings: [first], total: 2, page: 0, per_page: 50 }));
      return true;
    };
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("could not read the flow as a whole (Auth0 counts 2 and listed 1)");
    expect(world.flow()).toEqual(OTHERS);
  });

  it("keeps an Action that somebody adds to the flow while the draft is being built", async () => {
    world.tenant.intercept = firstTime("POST /actions/actions/{id}/deploy", () => {
      addOthers(world.tenant, "Late");
      return false;
    });
    expect(await world.deploy()).toMatchObject({ code: 0 });
    expect(world.flow()).toEqual([...OTHERS, "Late (step)", NAME]);
  });

  it("leaves an Action of the same name alone that belongs to another trigger", async () => {
    addOthers(world.tenant, NAME);
    Object.assign(world.ours() ?? {}, {
      supported_triggers: [{ id: "credentials-exchange", version: "v2" }],
    });
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`there is another Action named "${NAME}", not of post-login`);
    expect(writes(world.tenant)).toEqual([]);
  });

  it("shows with DEBUG=1 where it failed, without what was answered", async () => {
    world.tenant.intercept = (asked, response) => {
      if (asked !== "POST /actions/actions") return false;
      refuse(response, 400, "Bad Request", "about entra-secret-value", "invalid_body");
      return true;
    };
    const ran = await world.deploy([], { DEBUG: "1" });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("could not create the Action: Auth0 refused it (400 invalid_body)");
    expect(ran.stderr).toMatch(/caused by \w+ 400\n {4}at /);
    expect(ran.stdout + ran.stderr).not.toMatch(/-value|standin-token/);
  });

  it("follows no redirect with its credentials", async () => {
    world.tenant.intercept = (asked, response) => {
      if (asked !== "POST /oauth/token") return false;
      response.writeHead(307, { location: "https://elsewhere.example/oauth/token" }).end();
      return true;
    };
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(world.standIn.requests.every(({ host }) => host === "contoso.eu.auth0.com")).toBe(true);
  });
});
