import { DEPLOY_CREDENTIALS, SYNC_CREDENTIALS, setUpDoctor } from "../support/cli/doctor";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor", () => {
  it("names each host that does not respond", async () => {
    doctor.backend.override = respondTo("graph", () => {});
    const { code, stdout } = await doctor.run();
    for (const part of ["profile", "photo", "manager", "directReports"]) {
      expect(stdout).toMatch(new RegExp(`✗ +${part} +graph.microsoft.com did not respond within 5 s`));
    }
    expect(code).toBe(1);
  });

  it("names Auth0's host in the section of each application", async () => {
    doctor.backend.override = respondTo("auth0", () => {});
    const { stdout } = await doctor.run({ ...DEPLOY_CREDENTIALS, ...SYNC_CREDENTIALS });
    expect(stdout.match(/✗ +token +contoso.eu.auth0.com did not respond within 5 s/g)).toHaveLength(3);
  });
});
