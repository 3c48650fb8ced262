import { line, setUpDoctor } from "../support/cli/doctor";

const doctor = setUpDoctor();
const group = (id: string, displayName: string) => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  displayName,
});
const ON = { SYNC_GROUPS: "on" };

beforeEach(() => {
  doctor.tenant.user.memberOf = [
    [group("b1", "Bassoon Players"), group("b2", "All Staff")],
    [{ "@odata.type": "#microsoft.graph.directoryRole", id: "b3", displayName: "Reader" }],
  ];
});

describe("doctor, checks of groups", () => {
  it("prints the number of groups and no name", async () => {
    doctor.tenant.roles = ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];
    const { code, stdout } = await doctor.run(ON);
    expect(stdout).toMatch(/✓ +groups +read: 2/);
    expect(stdout).not.toContain("Bassoon");
    expect(code).toBe(0);
  });

  it("names the permission if groups have no names without it", async () => {
    const { code, stdout } = await doctor.run(ON);
    expect(stdout).toMatch(
      /✗ +groups +Graph returns only IDs and nulls: grant GroupMember.Read.All \(application\) and admin consent/,
    );
    expect(stdout).toMatch(line("✓", "profile"));
    expect(code).toBe(1);
  });

  it("names the setting that turns groups on, which are off by default", async () => {
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/– +groups +off: set SYNC_GROUPS to on$/m);
    expect(code).toBe(0);
  });

  it("names the setting of each part that is off", async () => {
    const { stdout } = await doctor.run({
      SYNC_PROFILE: "off",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
    });
    expect(stdout).toMatch(/– +profile +off: set SYNC_PROFILE to on$/m);
    expect(stdout).toMatch(/– +manager +off: set SYNC_MANAGER to on$/m);
    expect(stdout).toMatch(/– +directReports +off: set SYNC_DIRECT_REPORTS to on$/m);
  });

  it("accepts a permission that includes GroupMember.Read.All, without a user", async () => {
    doctor.tenant.roles = ["User.Read.All", "ProfilePhoto.Read.All", "Directory.Read.All"];
    const { stdout } = await doctor.run(ON, []);
    expect(stdout).toMatch(/✓ +groups +Directory.Read.All \(application\) is granted/);
  });
});
