import {
  BIND,
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

describe("a deployment that is refused", () => {
  it.each(["PATCH /actions/actions/{id}", "POST /actions/actions/{id}/deploy", BIND])(
    "leaves the flow as it was at a conflict on %s, and another run completes it",
    async (operation) => {
      await world.deploy(["--no-bind"]);
      world.tenant.intercept = (asked, response) => {
        if (asked !== operation) return false;
        refuse(response, 409, "Conflict", "somebody was faster");
        return true;
      };
      const ran = await world.deploy();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain("somebody else has just changed it (409); run deploy again");
      expect(ran.stderr).not.toContain("faster");
      expect(world.flow()).toEqual(OTHERS);
      await expectCompleted(world, ...OTHERS);
    },
  );

  it.each(["POST /actions/actions", "GET /actions/actions/{id}", BIND])(
    "waits a moment where %s is asked to, and goes on",
    async (operation) => {
      world.tenant.intercept = firstTime(operation, (_, response) => {
        refuse(response, 429, "Too Many Requests", "Global limit has been reached", "too_many_requests", {
          "retry-after": "1",
        });
        return true;
      });
      const ran = await world.deploy();
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(world.tenant.operations.filter((asked) => asked === operation).length).toBeGreaterThan(1);
      expect(world.flow()).toEqual([...OTHERS, NAME]);
    },
  );

  it("stops at a rate limit that lasts, says how long, and another run completes it", async () => {
    world.tenant.intercept = (asked, response) => {
      if (asked !== BIND) return false;
      refuse(response, 429, "Too Many Requests", "Global limit has been reached", "too_many_requests", {
        "x-ratelimit-reset": String(Math.round(Date.now() / 1000) + 100),
      });
      return true;
    };
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not write the flow: the tenant's rate limit is used up; wait \d+ s, then run/,
    );
    expect(world.flow()).toEqual(OTHERS);
    await expectCompleted(world, ...OTHERS);
  });

  it("asks again where only a read fails in passing", async () => {
    world.tenant.intercept = firstTime("GET /actions/actions/{id}", (_, response) => {
      refuse(response, 503, "Service Unavailable", "try later");
      return true;
    });
    expect(await world.deploy()).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    ["read:actions", "could not read the Actions: grant the scope read:actions of the Auth0 Management API"],
    ["create:actions", "grant create:actions of the Auth0 Management API"],
    ["update:actions", "grant update:actions of the Auth0 Management API"],
  ])("names the scope %s where it is missing, and writes nothing", async (missing, text) => {
    const scopes = ["read:actions", "create:actions", "update:actions"].filter((scope) => scope !== missing);
    world.tenant.state.clients.set("deployer", { secret: "deployer-secret-value", scopes });
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(writes(world.tenant)).toEqual([]);
  });

  it("lets a dry run do with read:actions, and says what deploying would need", async () => {
    world.tenant.state.clients.set("deployer", { secret: "deployer-secret-value", scopes: ["read:actions"] });
    const ran = await world.deploy(["--dry-run"]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("to deploy, grant create:actions update:actions");
  });

  it.each([
    [
      "a wrong secret",
      { DEPLOY_AUTH0_CLIENT_SECRET: "wrong-value" },
      "Auth0 refused the sign-in (401): check DEPLOY_AUTH0",
    ],
    [
      "an application without any grant",
      { DEPLOY_AUTH0_CLIENT_ID: "idle" },
      "authorize the application of DEPLOY_AUTH0",
    ],
    [
      "a domain that is not there",
      { AUTH0_DOMAIN: "elsewhere.example" },
      "elsewhere.example is not reachable (",
    ],
  ])("says what to do about %s", async (_, over, text) => {
    world.tenant.state.clients.set("idle", { secret: "deployer-secret-value", scopes: [] });
    const ran = await world.deploy([], over);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(ran.stdout + ran.stderr).not.toContain("-value");
  });
});
