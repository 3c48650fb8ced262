import { NONE, PHOTOS, oidOf, photoOf, setUpSync } from "../support/cli/sync";
import { change, lossesSince, relationsIn, storedOfAll } from "../support/cli/sync-faults";
import { graphError } from "../support/standin/graph";
import { type HttpResponse, send } from "../support/standin/handler";
import type { Target } from "../support/standin/routes";

const NO_MANAGER = graphError(404, "Request_ResourceNotFound", "Resource 'manager' does not exist.");
const UNKNOWN_USER = graphError(404, "Request_ResourceNotFound", "Resource 'person' does not exist.");

describe("sync of one user with faults", () => {
  const setup = setUpSync();

  /** Brings everybody up to date. Then person 1 has another department and another photo. */
  async function prepare() {
    setup.company.people.forEach((person, index) => {
      person.photo = photoOf(`old-${index}`);
    });
    await setup.run(["--photos", "all"], PHOTOS);
    change(setup, 1, { department: "Sales" });
    const person = setup.company.people[1];
    if (person) person.photo = photoOf("new-1");
    setup.forget();
    return storedOfAll(setup);
  }
  const runOne = async () => setup.run(["--user", oidOf(1)], PHOTOS);

  /** Answers reads of a target, on their own and in batches. */
  function answer(wanted: Target, content: HttpResponse) {
    setup.backend.overridePart = ({ target }) => (target === wanted ? content : undefined);
    setup.backend.override = ({ target }, response) => {
      if (target !== wanted) return false;
      send(response, content);
      return true;
    };
  }

  it("reads everything of the user without a list, and nothing of others", async () => {
    const before = await prepare();
    const { code, summary } = await runOne();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", users: 1, updated: 1, failed: NONE });
    expect(setup.count("users")).toBe(0);
    const subjects = setup.backend.exchanges
      .filter(({ api, target }) => api === "graph" && target !== "batch")
      .map(({ subject }) => subject);
    expect(new Set(subjects)).toEqual(new Set([oidOf(1)]));
    expect(setup.stored(1)).toMatchObject({ entra: { profile: { department: "Sales" } } });
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each<[string, Target, HttpResponse, string]>([
    ["the user resource is unavailable", "user", { status: 500 }, "profile:unavailable"],
    ["the user resource is garbage", "user", { body: {} }, "profile:invalid"],
    ["the user resource is another user", "user", { body: { id: oidOf(2) } }, "profile:invalid"],
    ["the manager is refused", "manager", graphError(403, "Forbidden"), "manager:permission"],
    ["the manager has no name", "manager", { body: { id: oidOf(0), displayName: null } }, "manager:limited"],
    ["the reports are garbage", "directReports", { body: { value: 8 } }, "directReports:invalid"],
    ["the photo is unavailable", "photoSized", { status: 500 }, "photo:unavailable"],
  ])("updates the rest if %s", async (_, target, content, failed) => {
    const before = await prepare();
    answer(target, content);
    const { code, summary } = await runOne();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", users: 1, failed: { [failed]: 1 }, removed: 0 });
    expect(summary.auth0.writes).toBe(1);
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("keeps all data of a user that Graph does not know", async () => {
    const before = await prepare();
    setup.backend.overridePart = () => UNKNOWN_USER;
    const { code, summary } = await runOne();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "unchanged", users: 1, not_found: 1, removed: 0, failed: NONE });
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("removes the manager only if it is gone twice", async () => {
    const before = await prepare();
    setup.backend.overridePart = ({ target }) => (target === "manager" ? NO_MANAGER : undefined);
    const kept = await runOne();
    expect(kept.code).toBe(0);
    expect(kept.summary).toMatchObject({ sync: "updated", updated: 1, removed: 0 });
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    const person = setup.company.people[1];
    if (person) person.manager = undefined;
    const removed = await runOne();
    expect(removed.code).toBe(0);
    expect(removed.summary).toMatchObject({ sync: "updated", updated: 0, removed: 1 });
    expect(setup.stored(1).manager ?? undefined).toBeUndefined();
    const losses = lossesSince(setup, before);
    expect(losses.filter((path) => !path.endsWith(".manager"))).toEqual([]);
  });
});
