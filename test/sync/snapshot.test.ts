import fc from "fast-check";
import { Failure } from "../../src/http/failure";
import { PERSON_PROPERTIES } from "../../src/parts/person";
import { Snapshot } from "../../src/sync/directory/snapshot";
import { CONTACT_ID, type Person, createStandInDirectory, idOf } from "../support/sync/random-directory";
import { readFromSnapshot, readLive, relationParts } from "../support/sync/relation-readings";

const NOTHING = { ids: [], count: 0 };
const SELECT = PERSON_PROPERTIES.join(",");
const managerPath = (id: string) => `/users/${id}/manager?$select=${SELECT}`;
const reportsPath = (id: string) => `/users/${id}/directReports?$select=${SELECT}&$top=999`;

const person: fc.Arbitrary<Person> = fc.record({
  displayName: fc.constantFrom("Ada", "Ada", "ada", "Zoë", "", null),
  jobTitle: fc.constantFrom("Lead", "Engineer", null),
  mail: fc.constantFrom("person@contoso.example", null),
  userType: fc.constantFrom("Member", "Guest"),
  accountEnabled: fc.boolean(),
  // Also the person, and somebody who reports to the person.
  manager: fc.option(fc.oneof({ weight: 6, arbitrary: fc.nat(30) }, fc.constant(CONTACT_ID)), {
    nil: undefined,
  }),
});

const directory = fc.record({
  people: fc.array(person, { minLength: 1, maxLength: 30 }),
  /** More than fit on a page, of the first person. */
  moreReports: fc.oneof({ weight: 9, arbitrary: fc.nat(3) }, fc.integer({ min: 1000, max: 1100 })),
  isLimited: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  maxDirectReports: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constantFrom(1000, 10_000)),
  storedIds: fc.array(fc.nat(40), { maxLength: 4 }),
});

describe("Snapshot", () => {
  it("has the same readings as Graph itself for everybody in any directory", async () => {
    await fc.assert(
      fc.asyncProperty(directory, async ({ people, maxDirectReports, storedIds, ...options }) => {
        const standIn = createStandInDirectory(people, options);
        const snapshot = await standIn.list();
        expect(snapshot.size).toBe(people.length + options.moreReports);
        const stored = { ids: storedIds.map(idOf), count: storedIds.length };
        for (const [index, { manager }] of people.entries()) {
          for (const part of relationParts(maxDirectReports)) {
            const live = await readLive(standIn.reader, part, idOf(index));
            const listed = await readFromSnapshot(snapshot, part, idOf(index), NOTHING);
            // Only Graph knows a contact.
            const isContact = part.name === "manager" && manager === CONTACT_ID;
            expect(listed).toEqual(isContact ? undefined : live);
            // With stored reports it may not know the answer, but never has another one.
            const again = await readFromSnapshot(snapshot, part, idOf(index), stored);
            expect([undefined, JSON.stringify(listed)]).toContain(again && JSON.stringify(again));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  const listed = (...people: readonly (readonly [id: string, managerId?: string])[]) => {
    const snapshot = new Snapshot();
    for (const [id, managerId] of people) {
      snapshot.add({ id, displayName: `Name of ${id}`, ...(managerId && { manager: { id: managerId } }) });
    }
    snapshot.finish();
    return snapshot;
  };
  const reportsOf = (snapshot: Snapshot, id: string, stored: { ids: readonly string[]; count: number }) => {
    const answer = snapshot.responseTo(reportsPath(id), stored);
    return (answer?.json as { value: readonly { id: string }[] } | undefined)?.value.map((it) => it.id);
  };

  it("throws its failure for everybody, also for people who are not in it, if it is incomplete", () => {
    const snapshot = new Snapshot();
    snapshot.add({ id: "a", displayName: "A" });
    const failure = new Failure("throttled", { status: 429 });
    snapshot.finish(failure);
    for (const path of [managerPath("a"), reportsPath("a"), managerPath("b"), reportsPath("b")]) {
      const thrown = catchFailure(() => snapshot.responseTo(path, NOTHING));
      expect(thrown).toMatchObject({ reason: "throttled", details: { status: 429 } });
      expect(thrown).not.toBe(failure);
    }
    expect(snapshot.failure).toBe(failure);
  });

  it("has no response for a person who is not listed, and for other requests", () => {
    const snapshot = listed(["a"]);
    expect(snapshot.responseTo(managerPath("b"), NOTHING)).toBeUndefined();
    for (const path of [
      "/users/a?$select=id",
      "/users/a/manager",
      "/users/a/manager?$select=id",
      "/users/a/directReports?$select=id&$top=999",
      `${reportsPath("a")}&$skiptoken=x`,
      `/users/a/transitiveMemberOf?$select=${SELECT}`,
    ]) {
      expect(snapshot.responseTo(path, NOTHING)).toBeUndefined();
    }
  });

  it("has no response if a stored report has no manager now, as if the expansion was left out", () => {
    expect(reportsOf(listed(["a"], ["b", "a"], ["c"]), "a", { ids: ["b", "c"], count: 2 })).toBeUndefined();
  });

  it("has no response if a stored report is not listed now", () => {
    expect(reportsOf(listed(["a"], ["b", "a"]), "a", { ids: ["b", "c"], count: 2 })).toBeUndefined();
  });

  it("has a response if a stored report has another manager now, a contact included", () => {
    const snapshot = listed(["a"], ["b", "a"], ["c", "b"], ["d", "contact"]);
    expect(reportsOf(snapshot, "a", { ids: ["b", "c", "d"], count: 3 })).toEqual(["b"]);
  });

  it("has a response without reports if each stored one has another manager now", () => {
    expect(reportsOf(listed(["a"], ["b", "c"], ["c"]), "a", { ids: ["b"], count: 1 })).toEqual([]);
  });

  it("has no response with fewer reports than stored names, because their ids are not known", () => {
    const snapshot = listed(["a"], ["b", "a"]);
    expect(reportsOf(snapshot, "a", { ids: [], count: 2 })).toBeUndefined();
    expect(reportsOf(snapshot, "a", { ids: [], count: 1 })).toEqual(["b"]);
  });

  it("uses the last entry of a person who is listed twice, and counts the person once", () => {
    const snapshot = listed(["a"], ["b", "a"], ["c"], ["b", "c"], ["B", "c"]);
    expect(snapshot.size).toBe(3);
    expect(reportsOf(snapshot, "a", NOTHING)).toEqual([]);
    expect(reportsOf(snapshot, "c", NOTHING)).toEqual(["B"]);
  });

  it("finds people by ids in upper and lower case", () => {
    const snapshot = listed(["Aa"], ["bB", "aA"]);
    expect(snapshot.has("AA")).toBe(true);
    expect(snapshot.responseTo(managerPath("BB"), NOTHING)?.json).toMatchObject({ id: "Aa" });
    expect(reportsOf(snapshot, "aa", { ids: ["Bb"], count: 1 })).toEqual(["bB"]);
  });

  it("says that there is no manager in the way of Graph, which the part takes for a proof", async () => {
    const [manager] = relationParts(1);
    const reading = manager && (await readFromSnapshot(listed(["a"]), manager, "a", NOTHING));
    expect(reading).toEqual({ kind: "none", data: { metadata: {}, entra: {} } });
  });

  it("removes all people if the list is read again, and ignores entries without an id", () => {
    const snapshot = listed(["a"], ["b", "a"]);
    snapshot.clear();
    for (const entry of [{}, { id: "" }, { id: 1 }, null, "a"]) snapshot.add(entry);
    snapshot.finish();
    expect(snapshot.size).toBe(0);
    expect(snapshot.responseTo(reportsPath("a"), NOTHING)).toBeUndefined();
  });
});

function catchFailure(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
