import fc from "fast-check";
import { type Json, jsonBytes } from "../../src/json";
import { outcomeOf } from "../../src/app-metadata/plan";
import { type State, entraOf, readStored } from "../../src/app-metadata/state";
import { PARTS, textOf, OWNER, NOW, failed, found, merged, planFor, readings } from "../support/stored";

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
/** Bytes of the profile, with what is set aside for attributes that are not counted. */
const bytesOf = (appMetadata: object, user = {}) => jsonBytes({ ...user, app_metadata: appMetadata }) + 512;
const trimmedOf = (plan: ReturnType<typeof planFor>) =>
  (plan.changes.entra as { trimmed?: string[] }).trimmed;
/** Least important first. */
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

describe("trimming", () => {
  it("leaves out nothing if everything fits", () => {
    expect(trimmedOf(planFor({}, readings(), { limit: 10_000 }))).toBeUndefined();
  });

  it("leaves out the least important first, and in the end names from the end of the list", () => {
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
      // Plans, of the same size, go one after the other.
      const samePlans = ORDER.slice(0, 4).map((note) => trimmed.includes(note));
      expect(samePlans).toEqual([...samePlans].sort().reverse());
    }
    expect([...seen].sort()).toEqual([...ORDER].sort());
  });

  it("leaves out a photo that is too large alone, and keeps everything that fits beside it", () => {
    const read = readings({
      profile: profile({ assigned_plans: plans(20), assigned_licenses: plans(3), proxy_addresses: names(5) }),
      photo: photo(9000),
      directReports: reports(20),
    });
    const plan = planFor({}, read, { limit: 10_000 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(plan.changes.entra).not.toHaveProperty("photo");
  });

  it("leaves out no more than necessary: nothing that is left out would fit", () => {
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
          expect(bytesOf(metadataOf(putBack(state, full, note)))).toBeGreaterThan(limit);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("decides alike whichever parts a login reads, so that none undoes another's trimming", () => {
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

  it("does not note what was empty anyway", () => {
    const read = readings({ profile: profile({ provisioned_plans: [], assigned_plans: plans(40) }) });
    expect(trimmedOf(planFor({}, read, { limit: 1500 }))).toEqual(["profile.assigned_plans"]);
  });

  it("counts other people's data as part of the profile", () => {
    const others = { notes: "x".repeat(9000) };
    const plan = planFor(others, readings({ photo: photo(2000) }), { limit: 10_600 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(plan.changes).not.toHaveProperty("notes");
  });

  it("drops entra.photo with the photo, and removes one that was stored before", () => {
    const stored = merged({}, planFor({}, readings()));
    const plan = planFor(stored, readings({ photo: photo(20_000) }), { limit: 10_000 });
    expect(plan.changes.thumbnailPhoto).toBeNull();
    expect(plan.changes.entra).not.toHaveProperty("photo");
  });

  it("keeps the count of all who were read", () => {
    const plan = planFor({}, readings({ directReports: reports(200) }), { limit: 3000 });
    const kept = plan.changes.directReports as string[];
    expect(kept.length).toBeLessThan(200);
    expect(kept).toEqual(names(200).slice(0, kept.length));
    expect(plan.changes.entra).toMatchObject({ directReportsCount: 200 });
  });

  it("writes nothing where it does not fit whatever is left out", () => {
    const plan = planFor({ notes: "x".repeat(20_000) }, readings(), { limit: 10_000 });
    expect(plan).toMatchObject({ changes: {}, tooLarge: true });
  });

  it("makes room for what others have stored since, though nothing was read anew", () => {
    const read = readings({ photo: photo(2000) });
    const stored = { ...merged({}, planFor({}, read, { limit: 10_000 })), notes: "x".repeat(8000) };
    const plan = planFor(stored, read, { limit: 10_000 });
    expect(trimmedOf(plan)).toEqual(["thumbnailPhoto"]);
    expect(bytesOf(merged(stored, plan))).toBeLessThanOrEqual(10_000);
  });

  it("is not too large where there is nothing to write", () => {
    const stored = { ...merged({}, planFor({}, readings())), notes: "x".repeat(20_000) };
    expect(planFor(stored, readings(), { limit: 10_000 })).toMatchObject({ changes: {}, tooLarge: false });
  });

  it("does not touch what is stored of parts that failed or are off", () => {
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

  it("goes on saying what was left out of a part that was not read again", () => {
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

  it("is told of the part", () => {
    const read = readings({ photo: photo(20_000) });
    const plan = planFor({}, read, { limit: 10_000 });
    const told = PARTS.map((part) =>
      textOf(outcomeOf(part, read.get(part.name) ?? failed(), readStored({}, OWNER, PARTS), plan)),
    );
    expect(told).toEqual(["updated", "trimmed", "updated", "updated", "failed:timeout"]);
  });

  it("never passes the limit, and a second login on the result writes nothing", () => {
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
          const again = planFor(after, read, { limit, now: NOW + 60_000 });
          expect(again.changes).toEqual({});
          expect(again.tooLarge).toBe(plan.tooLarge);
        },
      ),
      { numRuns: 200 },
    );
  });
});

const metadataOf = (state: State) => {
  const { identityKey } = OWNER;
  return { ...state.metadata, entra: entraOf(state, identityKey) };
};

/** `state` with what `note` says taken from `full` again; of names, one more. */
function putBack(state: State, full: State, note: string): State {
  const trimmed = state.trimmed.filter((it) => it !== note);
  const [kind, name = ""] = note.split(".");
  if (kind === "profile") {
    const value = (full.entra.profile as Record<string, Json>)[name] ?? null;
    const entra = { ...state.entra, profile: { ...(state.entra.profile as object), [name]: value } };
    return { ...state, entra, trimmed };
  }
  if (note === "thumbnailPhoto") {
    const { thumbnailPhoto = null } = full.metadata;
    const metadata = { ...state.metadata, thumbnailPhoto };
    return { ...state, metadata, entra: { ...state.entra, photo: full.entra.photo ?? null }, trimmed };
  }
  if (note === "entra.directReports") {
    return { ...state, entra: { ...state.entra, directReports: full.entra.directReports ?? null }, trimmed };
  }
  const all = full.metadata.directReports as string[];
  const count = (state.metadata.directReports as string[]).length + 1;
  const metadata = { ...state.metadata, directReports: all.slice(0, count) };
  return { ...state, metadata, trimmed: count < all.length ? state.trimmed : trimmed };
}
