import fc from "fast-check";
import { distrustAbsence, outcomeOf } from "../../src/app-metadata/plan";
import { readStored } from "../../src/app-metadata/state";
import { PARTS, textOf, KEY, OWNER, NOW, failed, found, merged, planFor, readings } from "../support/stored";

const first = merged({}, planFor({}, readings()));
const none = { kind: "none", data: { metadata: {}, entra: {} } } as const;
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

describe("what is written", () => {
  it("is everything on a first login, in the shape that is promised", () => {
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

  it("is nothing when only the time has changed", () => {
    expect(planFor(first, readings(), { now: NOW + 86_400_000 }).changes).toEqual({});
  });

  it("is nothing when the same photo has a new ETag, which is stored with the next write", () => {
    const photo = (etag: string) =>
      found(
        { thumbnailPhoto: "data:image/jpeg;base64,AAAA" },
        { photo: { etag, sha256: "a", size: "64x64" } },
      );
    const stored = merged({}, planFor({}, readings({ photo: photo('"1"') })));
    expect(planFor(stored, readings({ photo: photo('"2"') })).changes).toEqual({});
    const moved = { photo: photo('"2"'), manager: found({ manager: "Ada" }, { manager: { id: "a" } }) };
    expect(planFor(stored, readings(moved)).changes.entra).toMatchObject({ photo: { etag: '"2"' } });
  });

  it("is nothing where only the time would be kept", () => {
    const read = readings({ profile: undefined, photo: none, manager: none, directReports: undefined });
    expect(planFor({}, read).changes).toEqual({});
  });

  it("is only what changed, with the time of what was read", () => {
    const later = planFor(first, readings({ manager: found({ manager: "Ada" }, { manager: { id: "a" } }) }), {
      now: NOW + 1000,
    });
    expect(Object.keys(later.changes).sort()).toEqual(["entra", "manager"]);
    expect(later.changes.entra).toMatchObject({ sync: { manager: "2026-11-22T02:48:01Z" } });
  });

  it("removes by null what is gone, and only what was there", () => {
    const read = readings({ manager: none, photo: none });
    expect(planFor(first, read).changes).toMatchObject({ manager: null, thumbnailPhoto: null });
    expect(planFor({}, read).changes).not.toHaveProperty("manager");
    expect(outcomes(first, read)).toMatchObject({ manager: "removed", photo: "removed" });
    expect(outcomes({}, read)).toMatchObject({ manager: "none", photo: "none" });
  });

  it("never holds a key of others", () => {
    const plan = planFor({ plan: "gold", ...first }, readings({ manager: none }));
    expect(plan.changes).not.toHaveProperty("plan");
  });

  it("does not depend on the order of properties", () => {
    const shuffled = { ...first, entra: Object.fromEntries(Object.entries(first.entra as object).reverse()) };
    expect(planFor(shuffled, readings()).changes).toEqual({});
  });

  it("adds to what the Rule has stored", () => {
    const rule = {
      manager: "Grace",
      directReports: ["Ada", "Alan"],
      thumbnailPhoto: "data:image/jpeg;base64,AAAA",
    };
    expect(Object.keys(planFor(rule, readings()).changes)).toEqual(["entra"]);
  });
});

describe("a part that failed", () => {
  it("keeps what is stored, and its time", () => {
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

  it("gets no time where it never had one", () => {
    const plan = planFor({}, readings({ photo: failed() }));
    expect((plan.changes.entra as { sync: object }).sync).not.toHaveProperty("photo");
  });

  it("writes nothing when all have failed", () => {
    const read = readings({ profile: failed(), photo: failed(), manager: failed(), directReports: failed() });
    expect(planFor(first, read).changes).toEqual({});
    expect(planFor({}, read).changes).toEqual({});
  });
});

describe("a person whom the directory does not know", () => {
  it("loses nothing, even where manager and photo answer that there is none", () => {
    const read = distrustAbsence(readings({ profile: failed("user_not_found"), manager: none, photo: none }));
    expect(planFor(first, read).changes).toEqual({});
    expect(outcomes(first, read)).toMatchObject({
      manager: "failed:user_not_found",
      photo: "failed:user_not_found",
    });
  });
});

describe("what is stored for another identity", () => {
  const foreign = { ...first, entra: { ...(first.entra as object), identity: "contoso|eve" }, plan: "gold" };

  it("goes where this login gives nothing, switches or not", () => {
    const read = readings({ photo: undefined, manager: none, directReports: failed() });
    const plan = planFor(foreign, read, { on: ["profile", "manager", "directReports"] });
    expect(plan.changes).toMatchObject({ thumbnailPhoto: null, manager: null, directReports: null });
    expect(plan.changes.entra).not.toHaveProperty("photo");
    expect(plan.changes).not.toHaveProperty("plan");
  });

  it("goes as a whole where nothing could be read", () => {
    const read = readings({ profile: failed(), photo: failed(), manager: failed(), directReports: failed() });
    expect(planFor(foreign, read).changes).toEqual({
      thumbnailPhoto: null,
      manager: null,
      directReports: null,
      entra: null,
    });
  });

  it("counts as this person's where no identity is noted", () => {
    const { identity, ...entra } = first.entra as { identity: string };
    expect(identity).toBe(KEY);
    const plan = planFor({ ...first, entra }, readings({ photo: undefined }), { on: ["profile"] });
    expect(plan.changes).not.toHaveProperty("thumbnailPhoto");
  });
});

describe("properties of a change", () => {
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
    fc.constant(none),
    fc.constant(readings().get("profile")),
  );
  const read = fc.record({
    profile: reading,
    photo: fc.constantFrom(undefined, failed(), none, readings().get("photo")),
    manager: fc.constantFrom(undefined, failed(), none, readings().get("manager")),
  });

  it("survive whatever is stored, and a second login with the same answers writes nothing", () => {
    fc.assert(
      fc.property(stored, read, fc.constantFrom(0, 700, 10_000), (appMetadata, more, limit) => {
        const plan = planFor(appMetadata, readings(more), { limit });
        expect(
          Object.keys(plan.changes).every((key) =>
            ["thumbnailPhoto", "manager", "directReports", "entra"].includes(key),
          ),
        ).toBe(true);
        const state = readStored(appMetadata, OWNER, PARTS).metadata;
        const again = planFor(merged(state, plan), readings(more), { limit, now: NOW + 5000 });
        expect(again.changes).toEqual({});
      }),
      { numRuns: 300 },
    );
  });
});
