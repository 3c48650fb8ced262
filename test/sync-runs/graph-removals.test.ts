import { NONE, PHOTOS, oidOf, photoOf, setUpSync, userIdOf } from "../support/cli/sync";
import { change, dismissManagers, lossesSince, relationsIn, storedOfAll } from "../support/cli/sync-faults";
import type { Exchange } from "../support/standin/backend";
import { graphError } from "../support/standin/graph";
import { send } from "../support/standin/handler";

const ALL_PHOTOS = ["--photos", "all"];
const NO_PHOTO = graphError(404, "ImageNotFound");

describe("sync with data that is gone, or seems to be", () => {
  const setup = setUpSync();

  const isRead = ({ target, isBatched }: Exchange) =>
    !isBatched && target !== "users" && target !== "userCount";
  const readsOf = (target: string) =>
    setup.backend.exchanges.filter((it) => it.target === target && isRead(it)).length;

  /** Brings everybody up to date, with a photo. */
  async function prepare() {
    setup.company.people.forEach((person, index) => {
      person.photo = photoOf(`photo-${index}`);
    });
    const { code } = await setup.run(ALL_PHOTOS, PHOTOS);
    expect(code).toBe(0);
    setup.forget();
    return storedOfAll(setup);
  }

  /** Lists people without a manager, whom a read of the person still has. */
  function leaveOutManagers(...indices: readonly number[]) {
    setup.tenant.listUsers = () =>
      setup.company.people.map((person, index) =>
        indices.length === 0 || indices.includes(index) ? { ...person, manager: undefined } : person,
      );
  }

  it("loses nothing if the list has no managers at all, but Graph still does", async () => {
    const before = await prepare();
    leaveOutManagers();
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      sync: "unchanged",
      unchanged: 8,
      removed: 0,
      failed: NONE,
      held_back: NONE,
    });
    expect(readsOf("manager")).toBe(7);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("loses nothing if the list has no manager of some people, but Graph still does", async () => {
    const before = await prepare();
    leaveOutManagers(2, 5);
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "unchanged", unchanged: 8, removed: 0 });
    expect(readsOf("manager")).toBe(2);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("updates everything else of people whose list entry has no manager", async () => {
    const before = await prepare();
    leaveOutManagers();
    change(setup, 5, { department: "Sales" });
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 1, unchanged: 7, removed: 0, failed: NONE });
    expect(setup.stored(5)).toMatchObject({
      manager: "Person 1",
      entra: { profile: { department: "Sales" } },
    });
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
  });

  it("removes the managers and reports of a small company if they are really gone", async () => {
    const before = await prepare();
    dismissManagers(setup, 0);
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", removed: 8, failed: NONE, held_back: NONE });
    for (const index of [0, 1, 7]) {
      const stored = setup.stored(index);
      expect(stored).toMatchObject({ other: "kept", thumbnailPhoto: expect.any(String) as string });
      expect(stored.manager ?? undefined).toBeUndefined();
      expect(stored.directReports ?? []).toEqual([]);
    }
    const kinds = new Set(lossesSince(setup, before).map((path) => path.replace(/^waad\|user-\d/, "")));
    expect([...kinds].filter((path) => !/manager|directReports/.test(path))).toEqual([]);
    const again = await setup.run();
    expect(again.summary).toMatchObject({ sync: "unchanged", unchanged: 8 });
  });

  it("removes photos that are really gone", async () => {
    const before = await prepare();
    for (const person of setup.company.people) person.photo = undefined;
    const { code, summary } = await setup.run(ALL_PHOTOS, PHOTOS);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", removed: 8, failed: NONE, held_back: NONE });
    expect(setup.stored(2).thumbnailPhoto ?? undefined).toBeUndefined();
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    expect(lossesSince(setup, before).filter((path) => !/photo/i.test(path))).toEqual([]);
  });

  it("keeps photos that are there again when they are read once more", async () => {
    const before = await prepare();
    setup.backend.overridePart = ({ target }) => (target.startsWith("photo") ? NO_PHOTO : undefined);
    const { code, summary } = await setup.run(ALL_PHOTOS, PHOTOS);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "unchanged", removed: 0, failed: NONE });
    expect(readsOf("photoSized")).toBe(8);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("removes all reports of a person if they are really gone", async () => {
    const before = await prepare();
    for (const index of [4, 5, 6]) setup.company.managers[index] = 0;
    setup.company.link();
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 4, removed: 1, unchanged: 3, held_back: NONE });
    const stored = setup.stored(1);
    expect(stored.manager).toBe("Person 0");
    expect(stored.directReports ?? []).toEqual([]);
    const losses = lossesSince(setup, before);
    expect(losses.filter((path) => !path.startsWith(userIdOf(1)))).toEqual([]);
  });

  it("keeps the reports of a person if Graph still has them when they are read once more", async () => {
    const before = await prepare();
    for (const index of [4, 5, 6]) setup.company.managers[index] = 0;
    const reports = setup.company.people[1]?.directReports ?? [];
    setup.company.link();
    const person = setup.company.people[1];
    if (person) person.directReports = reports;
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 4, removed: 0, unchanged: 4 });
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each<[string, string, number, ReturnType<typeof graphError>]>([
    ["500", "unavailable", 2, graphError(500, "InternalServerError")],
    ["403", "permission", 2, graphError(403, "Authorization_RequestDenied")],
    ["garbage", "invalid", 2, { body: "<html>" }],
    [
      "404 for the user",
      "not_found",
      0,
      graphError(404, "Request_ResourceNotFound", "Resource 'x' does not exist."),
    ],
  ])("keeps managers if the proof is answered with %s", async (_, reason, expectedCode, content) => {
    const before = await prepare();
    leaveOutManagers(2, 5);
    setup.backend.override = (exchange, response) => {
      if (exchange.target !== "manager") return false;
      send(response, content);
      return true;
    };
    const { code, summary } = await setup.run();
    expect(code).toBe(expectedCode);
    expect(summary).toMatchObject({ removed: 0, updated: 0 });
    expect(summary.failed).toEqual(expectedCode === 0 ? {} : { [`manager:${reason}`]: 2 });
    expect(lossesSince(setup, before)).toEqual([]);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("keeps everything of a person whom a complete list does not contain", async () => {
    const before = await prepare();
    setup.company.people.pop();
    setup.company.link();
    change(setup, 6, { department: "Sales" });
    const { code, summary, report } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 1, not_found: 1, failed: NONE });
    expect(report).toContainEqual(expect.objectContaining({ user_id: userIdOf(7), result: "not_found" }));
    expect(setup.stored(7)).toEqual(before.get(userIdOf(7)));
    const losses = lossesSince(setup, before);
    expect(losses.filter((path) => !path.startsWith(`${userIdOf(2)}.`))).toEqual([]);
  });

  it("reads a manager who is a contact, and so not listed, through a batch", async () => {
    const before = await prepare();
    const contact = {
      "@odata.type": "#microsoft.graph.orgContact",
      id: "99999999-0000-4000-8000-000000000001",
      displayName: "Contact",
      mail: "contact@partner.example",
      jobTitle: null,
    };
    const person = setup.company.people[5];
    if (person) person.manager = contact;
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", failed: NONE, not_found: 0 });
    expect(setup.stored(5)).toMatchObject({ manager: "Contact", entra: { manager: { id: contact.id } } });
    expect(readsOf("manager")).toBe(0);
    expect(setup.backend.exchanges.filter(({ target }) => target === "manager")).toEqual([
      expect.objectContaining({ isBatched: true, subject: oidOf(5) }),
    ]);
    expect(lossesSince(setup, before).filter((path) => !/user-[15]\./.test(path))).toEqual([]);
  });

  it("keeps the stored manager if the contact cannot be read", async () => {
    const before = await prepare();
    const person = setup.company.people[5];
    if (person) person.manager = { id: "99999999-0000-4000-8000-000000000001" };
    setup.backend.overridePart = ({ target }) =>
      target === "manager" ? graphError(500, "Error") : undefined;
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ failed: { "manager:unavailable": 1 } });
    expect(setup.stored(5)).toEqual(before.get(userIdOf(5)));
    expect(lossesSince(setup, before).filter((path) => !path.startsWith(userIdOf(1)))).toEqual([]);
  });
});
