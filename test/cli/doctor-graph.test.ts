import { line, setUpDoctor } from "../support/cli/doctor";
import { SETTINGS } from "../support/cli/tenant";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor, checks of the Entra token", () => {
  it.each([
    [
      "a wrong secret",
      { AZURE_CLIENT_SECRET: "wrong-client-secret" },
      "AADSTS7000215: set AZURE_CLIENT_SECRET to the secret's value, not its id",
    ],
    [
      "an unknown app",
      { AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000000" },
      "AADSTS700016: AZURE_CLIENT_ID is not an app of this tenant",
    ],
    [
      "an unknown tenant",
      { AZURE_TENANT_ID: "00000000-0000-4000-8000-000000000000" },
      "AADSTS90002: AZURE_TENANT_ID is not a tenant of this cloud",
    ],
  ])("names %s", async (_, changes, remedy) => {
    const { code, stdout } = await doctor.run(changes);
    expect(stdout).toMatch(line("✗", "token"));
    expect(stdout).toContain(remedy);
    expect(stdout).toMatch(/– +profile +needs the token/);
    expect(code).toBe(1);
  });

  it("names an expired secret and the page on which to create a new one", async () => {
    doctor.tenant.secretsExpired = true;
    const { code, stdout } = await doctor.run();
    expect(stdout).toContain("AADSTS7000222: AZURE_CLIENT_SECRET has expired, create a new one");
    expect(stdout).toContain(`/~/Credentials/appId/${String(SETTINGS.AZURE_CLIENT_ID)}`);
    expect(code).toBe(1);
  });

  it("prints the status if Entra is unavailable", async () => {
    doctor.backend.override = respondTo("entra", { status: 503, body: {} });
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +token +login.microsoftonline.com responded with 503/);
    expect(code).toBe(1);
  });
});

describe("doctor, checks of Graph", () => {
  const permissionsPage = `https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${String(SETTINGS.AZURE_CLIENT_ID)}`;

  it("names the permission that photos need and the page on which to grant it", async () => {
    doctor.tenant.roles = ["User.Read.All"];
    const { code, stdout, stderr } = await doctor.run();
    expect(stdout).toMatch(/✗ +photo +grant ProfilePhoto.Read.All \(application\) and admin consent/);
    expect(stdout).toContain(permissionsPage);
    expect(stdout).toMatch(line("✓", "manager"));
    expect(stderr).toMatch(/^1 check failed\. Apply the fix /);
    expect(code).toBe(1);
  });

  it("names the permission that is missing if Graph returns only IDs and nulls", async () => {
    doctor.tenant.limited = true;
    const { code, stdout } = await doctor.run();
    for (const part of ["profile", "manager", "directReports"]) {
      expect(stdout).toMatch(
        new RegExp(`✗ +${part} +Graph returns only IDs and nulls: grant User.Read.All \\(application\\)`),
      );
    }
    expect(code).toBe(1);
  });

  it("names --user if the user does not exist in the tenant", async () => {
    const { code, stdout } = await doctor.run({}, ["--user", "00000000-0000-4000-8000-000000000000"]);
    expect(stdout).toMatch(
      /✗ +profile +the user does not exist in the tenant of AZURE_TENANT_ID: check --user/,
    );
    expect(code).toBe(1);
  });

  it("passes if the user has no photo, manager or direct reports", async () => {
    Object.assign(doctor.tenant.user, { photo: undefined, manager: undefined, directReports: [[]] });
    const { code, stdout } = await doctor.run();
    for (const part of ["photo", "manager", "directReports"]) {
      expect(stdout).toMatch(new RegExp(`✓ +${part} +read: the user has none`));
    }
    expect(code).toBe(0);
  });

  it("prints what it cannot check without --user", async () => {
    const { code, stdout } = await doctor.run({}, []);
    expect(stdout).toMatch(/✓ +profile +User.Read.All \(application\) is granted/);
    expect(stdout).toMatch(/✓ +photo +ProfilePhoto.Read.All \(application\) is granted/);
    expect(stdout).toMatch(/– +user data +add --user to check /);
    expect(code).toBe(0);
  });

  it("names missing permissions without --user", async () => {
    doctor.tenant.roles = [];
    const { code, stdout } = await doctor.run({}, []);
    expect(stdout).toMatch(/✗ +profile +grant User.Read.All \(application\) and admin consent/);
    expect(stdout).toMatch(/✗ +photo +grant ProfilePhoto.Read.All \(application\) and admin consent/);
    expect(code).toBe(1);
  });

  it("uses Graph's responses if the token is opaque", async () => {
    doctor.tenant.opaqueTokens = true;
    doctor.tenant.roles = ["User.Read.All"];
    const { code, stdout } = await doctor.run({}, []);
    expect(stdout).toMatch(/✓ +profile +User.Read.All: not refused by Graph/);
    expect(stdout).toMatch(/✗ +photo +grant ProfilePhoto.Read.All/);
    expect(code).toBe(1);
  });

  it("prints the time to wait if Graph throttles the app", async () => {
    doctor.backend.override = respondTo("graph", {
      status: 429,
      headers: { "retry-after": "17" },
      body: {},
    });
    const { stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +manager +graph.microsoft.com throttles requests: wait for 17 s/);
  });

  it("names a proxy as the cause if the response is an HTML page", async () => {
    doctor.backend.override = respondTo("graph", { body: "<html>Sign in</html>" });
    const { stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +profile +unexpected response from graph.microsoft.com: check for a proxy/);
  });

  it("prints the delegated permissions that it cannot check", async () => {
    doctor.setScopes(["update:users_app_metadata", "read:users", "read:user_idp_tokens"]);
    const { code, stdout } = await doctor.run({
      GRAPH_TOKEN: "idp",
      AZURE_CLIENT_ID: "",
      AZURE_CLIENT_SECRET: "",
    });
    expect(stdout).toMatch(
      /– +token +not used: GRAPH_TOKEN is idp, and no app registration is configured as a fallback/,
    );
    expect(stdout).toMatch(
      /– +user tokens +.*User.Read.All, ProfilePhoto.Read.All \(delegated\) and admin consent/,
    );
    expect(stdout).toMatch(/✓ +reading +read:user_idp_tokens/);
    expect(code).toBe(0);
  });
});
