import { PHOTOS, oidOf, photoOf, setUpSync, userIdOf } from "../support/cli/sync";
import {
  change,
  dismissManagers,
  lossesSince,
  overrideTarget,
  storedOfAll,
} from "../support/cli/sync-faults";
import { graphError } from "../support/standin/graph";
import { send } from "../support/standin/handler";

describe("sync, if proofs fail, removals are held back or everything is throttled", () => {
  const setup = setUpSync();

  it("counts a failed proof of the manager although the reports of the same person were removed", async () => {
    await setup.run();
    dismissManagers(setup, 0);
    setup.backend.override = overrideTarget("manager", (_, response) => {
      send(response, graphError(500, "InternalServerError"));
    });
    const { code, summary, report } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ removed: 1, failed: { "manager:unavailable": 7 } });
    expect(report).toContainEqual(
      expect.objectContaining({
        user_id: userIdOf(1),
        result: "failed:manager:unavailable",
        directReports: "removed",
      }),
    );
  });

  it("does not report a part as removed whose removal is held back", async () => {
    setup.employ(40);
    await setup.run();
    dismissManagers(setup, 0);
    change(setup, 5, { department: "Sales" });
    const { code, report } = await setup.run();
    expect(code).toBe(3);
    expect(report).toContainEqual(
      expect.objectContaining({ user_id: userIdOf(5), result: "updated", profile: "updated" }),
    );
    expect(JSON.stringify(report)).not.toContain('"removed"');
  });

  it("gives up within hours if every part is throttled for good", async () => {
    setup.employ(120);
    setup.company.people.forEach((person, index) => {
      person.photo = photoOf(`old-${index}`);
    });
    await setup.run(["--photos", "all"], PHOTOS);
    const before = storedOfAll(setup);
    setup.forget();
    setup.backend.overridePart = () => ({ status: 429, headers: { "retry-after": "60" } });
    const { code, summary, pausedMs } = await setup.run(["--photos", "all"], PHOTOS);
    expect(code).toBe(2);
    expect(summary.failed).toEqual({ "photo:throttled": 120 });
    expect(lossesSince(setup, before)).toEqual([]);
    expect(setup.count("batch")).toBeLessThan(100);
    expect(pausedMs).toBeLessThan(3 * 3_600_000);
  });

  it("does not take the 401 of one mailbox for refused credentials", async () => {
    setup.company.people.forEach((person, index) => {
      person.photo = photoOf(`old-${index}`);
    });
    await setup.run(["--photos", "all"], PHOTOS);
    setup.backend.overridePart = ({ target, subject }) =>
      target.startsWith("photo") && subject === oidOf(3) ? graphError(401, "UnknownError") : undefined;
    const { code, summary } = await setup.run(["--photos", "all"], PHOTOS);
    expect(summary.failed).toEqual({ "photo:credentials": 1 });
    expect(code).toBe(2);
  });
});
