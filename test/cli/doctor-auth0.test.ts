import { setUpDoctor } from "../support/cli/doctor";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor, checks of the Management API", () => {
  it("names the scope that writing needs if it is missing", async () => {
    doctor.setScopes(["read:users"]);
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(
      /✗ +update:users_app_metadata +grant update:users_app_metadata to AUTH0_CLIENT_ID/,
    );
    expect(code).toBe(1);
  });

  it("names the scopes that user tokens need if they are missing", async () => {
    const { code, stdout } = await doctor.run({ GRAPH_TOKEN: "idp" });
    expect(stdout).toMatch(/✗ +read:users +grant read:users to AUTH0_CLIENT_ID/);
    expect(stdout).toMatch(/✗ +read:user_idp_tokens +grant read:user_idp_tokens to AUTH0_CLIENT_ID/);
    expect(code).toBe(1);
  });

  it.each([
    [
      "a wrong secret",
      { AUTH0_CLIENT_SECRET: "wrong-m2m-secret" },
      "check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET: Auth0 refuses them",
    ],
    ["a missing one of the three", { AUTH0_CLIENT_SECRET: "" }, "needs AUTH0_CLIENT_SECRET"],
  ])("names %s", async (_, changes, remedy) => {
    const { code, stdout } = await doctor.run(changes);
    expect(stdout).toContain(remedy);
    expect(code).toBe(1);
  });

  it("prints what to do if the application is not authorized for the API", async () => {
    doctor.setScopes([]);
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(
      /authorize AUTH0_CLIENT_ID for the Auth0 Management API with update:users_app_metadata$/m,
    );
    expect(code).toBe(1);
  });

  it("names the optional scope of an application that is not authorized and needs none", async () => {
    doctor.setScopes([]);
    const { stdout } = await doctor.run({ PERSIST_WITH: "action-api" });
    expect(stdout).toMatch(/authorize AUTH0_CLIENT_ID for the Auth0 Management API with read:users$/m);
  });

  it("prints the scope that includes a needed one", async () => {
    doctor.setScopes(["update:users"]);
    const { stdout } = await doctor.run();
    expect(stdout).toMatch(/✓ +update:users_app_metadata +included in update:users, which is granted$/m);
  });

  it("names AUTH0_DOMAIN if Auth0's response shows that it is a custom domain", async () => {
    doctor.backend.override = respondTo("auth0", {
      status: 403,
      body: { error: "access_denied", error_description: "Service not enabled within domain: x" },
    });
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +token +set AUTH0_DOMAIN to the canonical domain/);
    expect(code).toBe(1);
  });

  it("requests no token if the Action saves with api.user.setAppMetadata", async () => {
    const { code, stdout } = await doctor.run({
      AUTH0_DOMAIN: "",
      AUTH0_CLIENT_ID: "",
      AUTH0_CLIENT_SECRET: "",
    });
    expect(stdout).toMatch(/– +token +not used: AUTH0_CLIENT_ID is not set/);
    expect(code).toBe(0);
  });
});
