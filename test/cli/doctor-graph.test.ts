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

describe("doctor, pages in place of Entra's response", () => {
  it.each([401, 403])("are attributed to a proxy if their status is %i", async (status) => {
    const headers = { "content-type": "text/html" };
    doctor.backend.override = respondTo("entra", { status, headers, body: "<html>Blocked</html>" });
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(
      /✗ +token +unexpected response from login.microsoftonline.com: check for a proxy that responds in its place$/m,
    );
    expect(code).toBe(1);
  });

  it("are not assumed if Entra refuses the app with JSON that has no code", async () => {
    doctor.backend.override = respondTo("entra", { status: 403, body: { error: "access_denied" } });
    const { stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +token +check conditional access for AZURE_CLIENT_ID: Entra returned 403/);
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
    for (const part of ["photo", "manager", "directReports"])
      expect(stdout).toMatch(new RegExp(`✗ +${part} +the user does not exist, see above$`, "m"));
    expect(stdout.match(/check --user/g)).toHaveLength(1);
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

  it("names missing permissions without --user, and prints their page once, below the last of them", async () => {
    doctor.tenant.roles = [];
    const { code, stdout } = await doctor.run({}, []);
    expect(stdout.split(permissionsPage)).toHaveLength(2);
    expect(stdout).toMatch(/✗ +directReports +grant User.Read.All \(application\).*\n +https:/);
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

  it.each([401, 403])(
    "names a proxy as the cause if the response is an HTML page with %i",
    async (status) => {
      doctor.backend.override = respondTo("graph", { status, body: "<html>Blocked</html>" });
      for (const args of [undefined, []]) {
        const { stdout } = await doctor.run({}, args);
        for (const part of ["profile", "photo", "manager", "directReports"])
          expect(stdout).toMatch(
            new RegExp(`✗ +${part} +unexpected response from graph.microsoft.com: check for a proxy`),
          );
      }
    },
  );

  it("names a proxy as the cause of an HTML page without --user", async () => {
    doctor.backend.override = respondTo("graph", { body: "<html>Sign in</html>" });
    const { stdout } = await doctor.run({}, []);
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
    expect(stdout).toMatch(/✓ +read:user_idp_tokens +granted/);
    expect(code).toBe(0);
  });
});
