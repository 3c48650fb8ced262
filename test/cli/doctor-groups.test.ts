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

  it("prints that groups are off by default", async () => {
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/– +groups +switched off/);
    expect(code).toBe(0);
  });

  it("accepts a permission that includes GroupMember.Read.All, without a user", async () => {
    doctor.tenant.roles = ["User.Read.All", "ProfilePhoto.Read.All", "Directory.Read.All"];
    const { stdout } = await doctor.run(ON, []);
    expect(stdout).toMatch(/✓ +groups +Directory.Read.All \(application\) is granted/);
  });
});
