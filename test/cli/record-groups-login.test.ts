import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectNoPersonalData, setUpRecord } from "../support/cli/record";

const recorder = setUpRecord();

describe("record of a login with groups", () => {
  it("writes groups under other names, without GROUPS_FILTER, and replays them", async () => {
    const group = (id: string, displayName: string) => ({
      "@odata.type": "#microsoft.graph.group",
      id,
      displayName,
    });
    recorder.tenant.roles = ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];
    recorder.tenant.user.memberOf = [
      [group("a1a1a1a1-0000-4000-8000-0000000000b1", "Bassoon Players")],
      [group("a1a1a1a1-0000-4000-8000-0000000000b2", "Umbrage Committee")],
    ];
    const { code, stderr } = await recorder.run({ SYNC_GROUPS: "on", GROUPS_FILTER: "Bassoon*" });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(recorder.logLine()).toMatchObject({ groups: "updated" });
    const { secrets } = recorder.read("event.json") as { secrets: object };
    expect(secrets).toMatchObject({ SYNC_GROUPS: "on" });
    expect(secrets).not.toHaveProperty("GROUPS_FILTER");
    expect(recorder.responses().filter(({ path }) => path.includes("/transitiveMemberOf"))).toHaveLength(2);
    expectNoPersonalData(readFileSync(join(recorder.fixtures, "mine", "answers.json"), "utf8"));
    await recorder.expectReplays();
  });
});
