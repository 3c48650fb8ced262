import fc from "fast-check";
import { distrustAbsence, outcomeOf } from "../../src/app-metadata/plan";
import { readStored } from "../../src/app-metadata/state";
import { PARTS, textOf, KEY, OWNER, NOW, failed, found, merged, planFor, readings } from "../support/stored";

const first = merged({}, planFor({}, readings()));
const noData = { kind: "none", data: { metadata: {}, entra: {} } } as const;
const outcomes = (stored: unknown, read: ReturnType<typeof readings>) => {
  const plan = planFor(stored, read);
  return Object.fromEntries(
    PARTS.flatMap((part) => {
      const reading = read.get(part.name);
      return reading
        ? [[part.name, textOf(outcomeOf(part, reading, readStored(stored, OWNER, PARTS), plan))]]
        : [];
    }),
  );
};

describe("planChanges", () => {
  it("writes all keys on the first login, in the documented form", () => {
    const at = "2026-11-22T02:48:00Z";
    expect(first).toEqual({
      thumbnailPhoto: "data:image/jpeg;base64,AAAA",
      manager: "Grace",
      directReports: ["Ada", "Alan"],
      entra: {
        identity: KEY,
        profile: { oid: "o", city: "Bern" },
        manager: { id: "g", displayName: "Grace" },
        directReports: [{ id: "1" }, { id: "2" }],
        directReportsCount: 2,
        directReportsTruncated: false,
        photo: { sha256: "a", size: "64x64" },
        sync: { profile: at, photo: at, manager: at, directReports: at },
      },
    });
  });

  it("writes nothing if only the time has changed", () => {
    expect(planFor(first, readings(), { now: NOW + 86_400_000 }).changes).toEqual({});
  });

  it("writes nothing if only the ETag of the photo has changed, and stores the ETag with the next write", () => {
    const photo = (etag: string) =>
      found(
        { thumbnailPhoto: "data:image/jpeg;base64,AAAA" },
        { photo: { etag, sha256: "a", size: "64x64" } },
      );
    const stored = merged({}, planFor({}, readings({ photo: photo('"1"') })));
    expect(planFor(stored, readings({ photo: photo('"2"') })).changes).toEqual({});
    const newManager = { photo: photo('"2"'), manager: found({ manager: "Ada" }, { manager: { id: "a" } }) };
    expect(planFor(stored, readings(newManager)).changes.entra).toMatchObject({ photo: { etag: '"2"' } });
  });

  it("writes nothing if only the sync times would be stored", () => {
    const read = readings({ profile: undefined, photo: noData, manager: noData, directReports: undefined });
    expect(planFor({}, read).changes).toEqual({});
  });

  it("writes only the keys that changed, with the time of the read", () => {
    const later = planFor(first, readings({ manager: found({ manager: "Ada" }, { manager: { id: "a" } }) }), {
      now: NOW + 1000,
    });
    expect(Object.keys(later.changes).sort()).toEqual(["entra", "manager"]);
    expect(later.changes.entra).toMatchObject({ sync: { manager: "2026-11-22T02:48:01Z" } });
  });

  it("sets keys to null if the data no longer exists and was stored", () => {
    const read = readings({ manager: noData, photo: noData });
    expect(planFor(first, read).changes).toMatchObject({ manager: null, thumbnailPhoto: null });
    expect(planFor({}, read).changes).not.toHaveProperty("manager");
    expect(outcomes(first, read)).toMatchObject({ manager: "removed", photo: "removed" });
    expect(outcomes({}, read)).toMatchObject({ manager: "none", photo: "none" });
  });

  it("does not write keys that are not its own", () => {
    const plan = planFor({ plan: "gold", ...first }, readings({ manager: noData }));
    expect(plan.changes).not.toHaveProperty("plan");
  });

  it("ignores the order of the properties of entra", () => {
    const shuffled = { ...first, entra: Object.fromEntries(Object.entries(first.entra as object).reverse()) };
    expect(planFor(shuffled, readings()).changes).toEqual({});
  });

  it("writes only entra if the Rule has stored the same values", () => {
    const rule = {
      manager: "Grace",
      directReports: ["Ada", "Alan"],
      thumbnailPhoto: "data:image/jpeg;base64,AAAA",
    };
    expect(Object.keys(planFor(rule, readings()).changes)).toEqual(["entra"]);
  });
});

describe("planChanges with failed parts", () => {
  it("keeps the stored data of failed parts and its sync time", () => {
    const read = readings({
      photo: failed(),
      manager: failed(),
      profile: found({}, { profile: { oid: "o" } }),
    });
    const plan = planFor(first, read, { now: NOW + 1000 });
    expect(Object.keys(plan.changes)).toEqual(["entra"]);
    expect(plan.changes.entra).toMatchObject({
      photo: { sha256: "a" },
      manager: { id: "g" },
      sync: { photo: "2026-11-22T02:48:00Z", profile: "2026-11-22T02:48:01Z" },
    });
  });

  it("sets no sync time for a failed part that has none", () => {
    const plan = planFor({}, readings({ photo: failed() }));
    expect((plan.changes.entra as { sync: object }).sync).not.toHaveProperty("photo");
  });

  it("writes nothing if all parts failed", () => {
    const read = readings({ profile: failed(), photo: failed(), manager: failed(), directReports: failed() });
    expect(planFor(first, read).changes).toEqual({});
    expect(planFor({}, read).changes).toEqual({});
  });
});

describe("distrustAbsence", () => {
  it("keeps the stored manager and photo if the user was not found", () => {
    const read = distrustAbsence(
      readings({ profile: failed("user_not_found"), manager: noData, photo: noData }),
    );
    expect(planFor(first, read).changes).toEqual({});
    expect(outcomes(first, read)).toMatchObject({
      manager: "failed:user_not_found",
      photo: "failed:user_not_found",
    });
  });
});

describe("planChanges with data of another identity", () => {
  const otherIdentity = {
    ...first,
    entra: { ...(first.entra as object), identity: "contoso|eve" },
    plan: "gold",
  };

  it("removes the data of all parts without new data, also of parts that are off", () => {
    const read = readings({ photo: undefined, manager: noData, directReports: failed() });
    const plan = planFor(otherIdentity, read, { on: ["profile", "manager", "directReports"] });
    expect(plan.changes).toMatchObject({ thumbnailPhoto: null, manager: null, directReports: null });
    expect(plan.changes.entra).not.toHaveProperty("photo");
    expect(plan.changes).not.toHaveProperty("plan");
  });

  it("removes all keys if every part failed", () => {
    const read = readings({ profile: failed(), photo: failed(), manager: failed(), directReports: failed() });
    expect(planFor(otherIdentity, read).changes).toEqual({
      thumbnailPhoto: null,
      manager: null,
      directReports: null,
      entra: null,
    });
  });

  it("keeps the stored photo if entra.identity is missing", () => {
    const { identity, ...entra } = first.entra as { identity: string };
    expect(identity).toBe(KEY);
    const plan = planFor({ ...first, entra }, readings({ photo: undefined }), { on: ["profile"] });
    expect(plan.changes).not.toHaveProperty("thumbnailPhoto");
  });
});

describe("planChanges with arbitrary stored data", () => {
  const stored = fc.oneof(
    fc.anything(),
    fc.dictionary(
      fc.constantFrom("thumbnailPhoto", "manager", "directReports", "entra", "other", "__proto__"),
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom("identity", "profile", "manager", "directReports", "photo", "trimmed", "sync"),
          fc.oneof(fc.constant(KEY), fc.jsonValue()),
        ),
      ),
    ),
  );
  const reading = fc.oneof(
    fc.constant(undefined),
    fc.constant(failed()),
    fc.constant(noData),
    fc.constant(readings().get("profile")),
  );
  const someReadings = fc.record({
    profile: reading,
    photo: fc.constantFrom(undefined, failed(), noData, readings().get("photo")),
    manager: fc.constantFrom(undefined, failed(), noData, readings().get("manager")),
  });

  it("writes only its own keys, and nothing in a second login with the same readings", () => {
    fc.assert(
      fc.property(stored, someReadings, fc.constantFrom(0, 700, 10_000), (appMetadata, more, limit) => {
        const plan = planFor(appMetadata, readings(more), { limit });
        expect(
          Object.keys(plan.changes).every((key) =>
            ["thumbnailPhoto", "manager", "directReports", "entra"].includes(key),
          ),
        ).toBe(true);
        const state = readStored(appMetadata, OWNER, PARTS).metadata;
        const second = planFor(merged(state, plan), readings(more), { limit, now: NOW + 5000 });
        expect(second.changes).toEqual({});
      }),
      { numRuns: 300 },
    );
  });
});
