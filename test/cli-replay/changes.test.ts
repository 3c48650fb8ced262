import fc from "fast-check";
import { changesOf, changesWithin } from "../../src/cli/replay/page/changes";

/** Objects as they come from JSON, which has no -0. */
const jsonObjects = fc
  .dictionary(fc.string(), fc.jsonValue())
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

const changed = (before: unknown, after: unknown, depth = Infinity) =>
  changesOf(before, after, depth).map(({ key, kind }) => `${key} ${kind}`);

describe("changesOf", () => {
  it("compares objects key by key and lists as a whole", () => {
    const before = { manager: "A", entra: { profile: { name: "N", city: "C" }, groups: [1] } };
    const after = { manager: "A", entra: { profile: { name: "M", state: "S" }, groups: [1, 2] } };
    expect(changed(before, after)).toEqual([
      "manager unchanged",
      "entra.profile.name changed",
      "entra.profile.state added",
      "entra.profile.city removed",
      "entra.groups changed",
    ]);
  });

  it("has a row for each key of an object that is new or gone", () => {
    expect(changed({}, { entra: { photo: { size: "64x64" } } })).toEqual(["entra.photo.size added"]);
    expect(changed({ entra: { photo: { size: "64x64" } } }, {})).toEqual(["entra.photo.size removed"]);
  });

  it("has one row for an object that is new below the depth, and still compares objects that are not", () => {
    expect(changed({}, { entra: { photo: { size: "64x64" }, identity: "i" } }, 2)).toEqual([
      "entra.photo added",
      "entra.identity added",
    ]);
    expect(
      changed({ entra: { photo: { size: "48x48" } } }, { entra: { photo: { size: "64x64" } } }, 2),
    ).toEqual(["entra.photo.size changed"]);
  });

  it("shows an empty object, and an object in place of a text", () => {
    expect(changed({}, { a: {} })).toEqual(["a added"]);
    expect(changed({ a: {} }, { a: {} })).toEqual(["a unchanged"]);
    expect(changed({ a: "x" }, { a: { b: 1 } })).toEqual(["a changed"]);
    expect(changed({ a: null }, { a: null })).toEqual(["a unchanged"]);
  });

  it("finds no change between equal values of any type", () => {
    fc.assert(
      fc.property(jsonObjects, (value) => {
        const copy = JSON.parse(JSON.stringify(value)) as unknown;
        expect(changesOf(value, copy, Infinity).filter(({ kind }) => kind !== "unchanged")).toEqual([]);
      }),
    );
  });

  it("finds a change if and only if the values differ", () => {
    fc.assert(
      fc.property(jsonObjects, jsonObjects, (a, b) => {
        const same = (value: unknown) => JSON.stringify(sortKeys(value));
        const isChanged = changesOf(a, b, Infinity).some(({ kind }) => kind !== "unchanged");
        expect(isChanged).toBe(same(a) !== same(b));
      }),
    );
  });
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sortKeys(item)] as const);
  // Distinguishes an object from a list.
  return { entries: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

describe("changesWithin", () => {
  const manyChanges = (count: number, value: string) =>
    changesOf({}, Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value])), 1);

  it("keeps all changes that fit", () => {
    const changes = manyChanges(20, "value");
    expect(changesWithin(changes, 300, 10_000)).toEqual(changes);
    expect(changesWithin([], 300, 0)).toEqual([]);
  });

  it("keeps fewer changes if their values are longer, or are longer when they are escaped", () => {
    const countOf = (value: string) => changesWithin(manyChanges(500, value), 300, 30_000).length;
    expect(countOf("v")).toBeGreaterThan(countOf("v".repeat(200)));
    expect(countOf("v".repeat(200))).toBeGreaterThan(countOf('"'.repeat(100)));
    expect(countOf('"'.repeat(100))).toBeGreaterThan(0);
  });

  it("counts a value that is cut as it is shown, and a photo not at all", () => {
    const countOf = (value: string) => changesWithin(manyChanges(500, value), 80, 30_000).length;
    expect(countOf("v".repeat(10_000))).toBe(countOf("v".repeat(200)));
    expect(countOf(`data:image/png;base64,${"A".repeat(10_000)}`)).toBeGreaterThan(countOf("v".repeat(50)));
  });
});
