import { UPDATE_BINDINGS, NAME, setUpDeploy, expectCompleted, overrideFirst } from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)", "Risk (step)"];

const setup = setUpDeploy("Terms", "Risk");

describe("deploy, if Auth0 refuses a request", () => {
  it.each(["PATCH /actions/actions/{id}", "POST /actions/actions/{id}/deploy", UPDATE_BINDINGS] as const)(
    "leaves the flow unchanged after a conflict at %s, and another run completes the deployment",
    async (operation) => {
      await setup.deploy(["--no-bind"]);
      setup.backend.override = respondTo(operation, auth0Error(409, "Conflict", "it was changed before"));
      const ran = await setup.deploy();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(
        "Auth0 reports a conflict (409, it was changed before); it may have been changed at the same time, run the command again",
      );
      expect(setup.flow()).toEqual(OTHERS);
      await expectCompleted(setup, ...OTHERS);
    },
  );

  it.each(["POST /actions/actions", "GET /actions/actions/{id}", UPDATE_BINDINGS] as const)(
    "waits and retries %s after 429 with Retry-After",
    async (operation) => {
      setup.backend.override = overrideFirst(
        operation,
        respondTo(
          operation,
          auth0Error(429, "Too Many Requests", "Global limit has been reached", "too_many_requests", {
            "retry-after": "1",
          }),
        ),
      );
      const ran = await setup.deploy();
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(ran.pausedMs).toBeGreaterThanOrEqual(1000);
      expect(setup.operations().filter((requested) => requested === operation).length).toBeGreaterThan(1);
      expect(setup.flow()).toEqual([...OTHERS, NAME]);
    },
  );

  it("stops at a rate limit of more than 30 s and prints the time to wait, and another run completes the deployment", async () => {
    setup.backend.override = respondTo(
      UPDATE_BINDINGS,
      auth0Error(429, "Too Many Requests", "Global limit has been reached", "too_many_requests", {
        "x-ratelimit-reset": String(Math.round(Date.now() / 1000) + 100),
      }),
    );
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not update the flow: the rate limit of contoso\.eu\.auth0\.com is reached; wait \d+ s, then run/,
    );
    expect(setup.flow()).toEqual(OTHERS);
    await expectCompleted(setup, ...OTHERS);
  });

  it("retries a read after 503", async () => {
    setup.backend.override = overrideFirst(
      "GET /actions/actions/{id}",
      respondTo("GET /actions/actions/{id}", auth0Error(503, "Service Unavailable", "try later")),
    );
    expect(await setup.deploy()).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [
      "read:actions",
      "could not read the Actions: grant read:actions to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API",
    ],
    ["create:actions", "grant create:actions to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API"],
    ["update:actions", "grant update:actions to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API"],
  ])("names the scope %s if it is missing, and writes nothing", async (missing, text) => {
    const scopes = ["read:actions", "create:actions", "update:actions"].filter((scope) => scope !== missing);
    setup.clients.set("deployer", { secret: "deployer-secret-value", scopes });
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(setup.writes()).toEqual([]);
  });

  it("allows a dry run with read:actions only, and names the other scopes", async () => {
    setup.clients.set("deployer", { secret: "deployer-secret-value", scopes: ["read:actions"] });
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("to deploy, grant create:actions update:actions");
  });

  it.each([
    [
      "a wrong secret",
      { DEPLOY_AUTH0_CLIENT_SECRET: "wrong-value" },
      "Auth0 refused the sign-in: check DEPLOY_AUTH0_CLIENT_ID, DEPLOY_AUTH0_CLIENT_SECRET",
    ],
    [
      "an application without any grant",
      { DEPLOY_AUTH0_CLIENT_ID: "idle" },
      "Auth0 refused the sign-in: authorize DEPLOY_AUTH0_CLIENT_ID for the Auth0 Management API and grant it the scopes read:actions create:actions update:actions",
    ],
    [
      "a domain that does not exist",
      { AUTH0_DOMAIN: "elsewhere.example" },
      "the certificate of elsewhere.example is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)",
    ],
  ])("prints what to do about %s", async (_, over, text) => {
    setup.clients.set("idle", { secret: "deployer-secret-value", scopes: [] });
    const ran = await setup.deploy([], over);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(ran.stdout + ran.stderr).not.toContain("-value");
  });
});
