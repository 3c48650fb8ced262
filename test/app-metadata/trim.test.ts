import fc from "fast-check";
import { jsonBytes } from "../../src/json";
import { outcomeOf } from "../../src/app-metadata/plan";
import { readStored } from "../../src/app-metadata/state";
import { trimmingHint } from "../../src/report/hints";
import { PARTS, textOf, OWNER, NOW, failed, found, merged, planFor, readings } from "../support/stored";
import { metadataOf, restore } from "../support/restore";

const plans = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    service: `service${i}`,
    servicePlanId: `id-${i}`.padEnd(36, "0"),
  }));
const names = (count: number) => Array.from({ length: count }, (_, i) => `Report Number ${i}`);
const people = (count: number) =>
  names(count).map((displayName, i) => ({ id: `${i}`.padEnd(36, "0"), displayName }));
const photo = (bytes: number) =>
  found(
    { thumbnailPhoto: `data:image/jpeg;base64,${"A".repeat(bytes)}` },
    { photo: { sha256: "a", size: "648x648" } },
  );
const reports = (count: number) =>
  found(
    { directReports: names(count) },
    { directReports: people(count), directReportsCount: count, directReportsTruncated: false },
  );
const profile = (more: object) => found({}, { profile: { oid: "o", city: "Bern", ...more } });
/** Bytes of the profile, including 512 reserved for attributes that are not counted. */
const bytesOf = (appMetadata: object, user = {}) => jsonBytes({ ...user, app_metadata: appMetadata }) + 512;
const trimmedOf = (plan: ReturnType<typeof planFor>) =>
  (plan.changes.entra as { trimmed?: string[] }).trimmed;
/** Order of trimming. */
const ORDER = [
  "profile.provisioned_plans",
  "profile.assigned_plans",
  "profile.assigned_licenses",
  "profile.provisioning_errors",
  "profile.proxy_addresses",
  "profile.group_ids",
  "entra.directReports",
  "thumbnailPhoto",
  "directReports",
];

describe("planChanges with a profile limit", () => {
  it("trims nothing if everything fits", () => {
    expect(trimmedOf(planFor({}, readings(), { limit: 10_000 }))).toBeUndefined();
  });

  it("trims lists of plans in order if they have the same size, and every trimmable key as the limit decreases", () => {
    const all = readings({
      profile: profile({
        provisioned_plans: plans(5),
        assigned_plans: plans(5),
        assigned_licenses: plans(5),
        provisioning_errors: plans(5),
        proxy_addresses: names(20),
        group_ids: names(20),
      }),
      photo: photo(1000),
      directReports: reports(20),
    });
    const seen = new Set<string>();
    for (let limit = 7500; limit > 1000; limit -= 50) {
      const plan = planFor({}, all, { limit });
      if (plan.tooLarge) break;
      const trimmed = trimmedOf(plan) ?? [];
      for (const note of trimmed) seen.add(note);
      expect(bytesOf(merged({}, plan))).toBeLessThanOrEqual(limit);
      // The four lists of plans have the same size.
      const samePlans = ORDER.slice(0, 4).map((note) => trimmed.includes(note));
      expect(samePlans).toEqual([...samePlans].sort().reverse());
    }
    expect([...seen].sort()).toEqual([...ORDER].sort());
  });

  it("trims only the photo if everything else fits", () => {
    const read = readings({
      profile: profile({ assigned_plans: plans(20), assigned_licenses: plans(3), proxy_addresses: names(5) }),
      photo: photo(9000),
      directReports: reports(20),
    });
    const plan = planFor({}, read, { limit: 10_000 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(plan.changes.entra).not.toHaveProperty("photo");
  });

  it("trims no more than necessary", () => {
    const size = fc.integer({ min: 0, max: 60 });
    const inputs = [size, size, size, size, fc.integer({ min: 0, max: 9000 })] as const;
    fc.assert(
      fc.property(...inputs, fc.integer({ min: 1000, max: 12_000 }), (a, b, c, d, bytes, limit) => {
        const read = readings({
          profile: profile({ assigned_plans: plans(a), proxy_addresses: names(b), group_ids: names(c) }),
          photo: photo(bytes),
          directReports: reports(d),
        });
        const full = planFor({}, read).state;
        const { state, tooLarge } = planFor({}, read, { limit });
        fc.pre(!tooLarge);
        for (const note of state.trimmed) {
          expect(bytesOf(metadataOf(restore(state, full, note)))).toBeGreaterThan(limit);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("writes nothing if a later login reads the same data for any subset of the parts", () => {
    const size = fc.integer({ min: 0, max: 60 });
    const inputs = [size, size, size, fc.integer({ min: 0, max: 9000 })] as const;
    const subset = fc.subarray(PARTS.map(({ name }) => name));
    fc.assert(
      fc.property(
        ...inputs,
        fc.integer({ min: 1000, max: 12_000 }),
        subset,
        (a, b, d, bytes, limit, some) => {
          const all = readings({
            profile: profile({ assigned_plans: plans(a), proxy_addresses: names(b) }),
            photo: photo(bytes),
            directReports: reports(d),
          });
          const first = planFor({}, all, { limit });
          fc.pre(!first.tooLarge);
          const stored = merged({}, first);
          const read = new Map([...all].filter(([name]) => some.includes(name)));
          expect(planFor(stored, read, { limit, now: NOW + 60_000 }).changes).toEqual({});
        },
      ),
      { numRuns: 300 },
    );
  });

  it("does not list empty values in entra.trimmed", () => {
    const read = readings({ profile: profile({ provisioned_plans: [], assigned_plans: plans(40) }) });
    expect(trimmedOf(planFor({}, read, { limit: 1500 }))).toEqual(["profile.assigned_plans"]);
  });

  it("counts keys that are not its own", () => {
    const otherKeys = { notes: "x".repeat(9000) };
    const plan = planFor(otherKeys, readings({ photo: photo(2000) }), { limit: 10_600 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(plan.changes).not.toHaveProperty("notes");
  });

  it("removes entra.photo and the stored photo if the new photo is trimmed", () => {
    const stored = merged({}, planFor({}, readings()));
    const plan = planFor(stored, readings({ photo: photo(20_000) }), { limit: 10_000 });
    expect(plan.changes.thumbnailPhoto).toBeNull();
    expect(plan.changes.entra).not.toHaveProperty("photo");
  });

  it("trims directReports from the end and keeps the count", () => {
    const plan = planFor({}, readings({ directReports: reports(200) }), { limit: 3000 });
    const storedNames = plan.changes.directReports as string[];
    expect(storedNames.length).toBeLessThan(200);
    expect(storedNames).toEqual(names(200).slice(0, storedNames.length));
    expect(plan.changes.entra).toMatchObject({ directReportsCount: 200 });
  });

  it("writes nothing if the profile is too large even after trimming", () => {
    const plan = planFor({ notes: "x".repeat(20_000) }, readings(), { limit: 10_000 });
    expect(plan).toMatchObject({ changes: {}, tooLarge: true });
  });

  it("trims the photo if other keys have grown and the same data is read again", () => {
    const read = readings({ photo: photo(2000) });
    const stored = { ...merged({}, planFor({}, read, { limit: 10_000 })), notes: "x".repeat(8000) };
    const plan = planFor(stored, read, { limit: 10_000 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(bytesOf(merged(stored, plan))).toBeLessThanOrEqual(10_000);
  });

  it("does not report tooLarge if there is nothing to write", () => {
    const stored = { ...merged({}, planFor({}, readings())), notes: "x".repeat(20_000) };
    expect(planFor(stored, readings(), { limit: 10_000 })).toMatchObject({ changes: {}, tooLarge: false });
  });

  it("does not trim the stored data of parts that failed or are off", () => {
    const stored = merged(
      {},
      planFor({}, readings({ profile: profile({ assigned_plans: plans(30) }), photo: photo(500) })),
    );
    const read = readings({ profile: failed(), photo: undefined, directReports: reports(60) });
    const plan = planFor(stored, read, { limit: 4000, on: ["profile", "manager", "directReports"] });
    expect(plan.changes.entra).toMatchObject({
      profile: { assigned_plans: plans(30) },
      photo: { sha256: "a" },
    });
    expect(trimmedOf(plan)).toEqual(["entra.directReports", "directReports"]);
  });

  it("keeps the note in entra.trimmed of a part that was not read again", () => {
    const stored = merged(
      {},
      planFor({}, readings({ profile: profile({ assigned_plans: plans(80) }) }), { limit: 3000 }),
    );
    const plan = planFor(
      stored,
      readings({ profile: undefined, manager: found({ manager: "Ada" }, { manager: { id: "a" } }) }),
      { limit: 3000 },
    );
    expect(trimmedOf(plan)).toEqual(["profile.assigned_plans"]);
  });

  it.each([
    ["failed", failed()],
    ["is unavailable", { kind: "unavailable" } as const],
    ["is off", undefined],
  ])("keeps a stored photo that entra.trimmed names if the photo %s", (_, reading) => {
    const stored = merged({}, planFor({}, readings()));
    const noted = { ...stored, entra: { ...(stored.entra as object), trimmed: ["thumbnailPhoto"] } };
    const on = reading ? undefined : ["profile", "manager", "directReports"];
    const plan = planFor(noted, readings({ photo: reading }), on && { on });
    expect(plan.changes).toEqual({});
  });

  it("leaves out groups last, and names GROUPS_FILTER", () => {
    const groups = found({}, { groups: people(30) });
    const everything = readings({
      profile: profile({ assigned_plans: plans(5), group_ids: names(5) }),
      photo: photo(1000),
      directReports: reports(20),
      groups,
    });
    const withGroups = planFor({}, everything, { limit: 3500 });
    expect(withGroups.state.entra.groups).toEqual(people(30));
    expect(trimmedOf(withGroups)).toContain("thumbnailPhoto");
    const without = planFor({}, everything, { limit: 1600 });
    expect(without.state.entra).not.toHaveProperty("groups");
    expect(trimmedOf(without)).toContain("entra.groups");
    expect(trimmingHint(without.state, PARTS)).toMatch(/^lower GROUPS_FILTER/);
  });

  it("returns the outcome trimmed for a trimmed part", () => {
    const read = readings({ photo: photo(20_000) });
    const plan = planFor({}, read, { limit: 10_000 });
    const outcomes = PARTS.map((part) =>
      textOf(outcomeOf(part, read.get(part.name) ?? failed(), readStored({}, OWNER, PARTS), plan)),
    );
    expect(outcomes).toEqual(["updated", "trimmed", "updated", "updated", "failed:timeout"]);
  });

  it("never exceeds the limit, and writes nothing in a second login with the same readings", () => {
    const size = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 400, max: 12_000 }),
        (a, b, c, bytes, limit) => {
          const read = readings({
            profile: profile({ assigned_plans: plans(a), proxy_addresses: names(b) }),
            photo: photo(bytes),
            directReports: reports(c),
          });
          const before = { notes: "ü".repeat(100) };
          const plan = planFor(before, read, { limit });
          const after = merged(before, plan);
          expect(plan.tooLarge ? 0 : bytesOf(after)).toBeLessThanOrEqual(limit);
          const second = planFor(after, read, { limit, now: NOW + 60_000 });
          expect(second.changes).toEqual({});
          expect(second.tooLarge).toBe(plan.tooLarge);
        },
      ),
      { numRuns: 200 },
    );
  });
});
