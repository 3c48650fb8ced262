import fc from "fast-check";
import { type Json, sameJson, toJson } from "../src/json";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

/** Reverses the order of every array and of the properties of every object. */
function reverseOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseOrder).reverse();
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reverseOrder(item)] as const)
      .reverse(),
  );
}

describe("toJson", () => {
  it("ignores __proto__ at any depth", () => {
    const hostile = '{"a":{"__proto__":{"polluted":true},"b":[{"__proto__":{"polluted":true}}]}}';
    const copy = toJson(JSON.parse(hostile)) as { a: { b: object[] } };
    for (const object of [copy, copy.a, copy.a.b[0] ?? {}]) {
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      expect(object).not.toHaveProperty("polluted");
    }
    expect(copy).toEqual({ a: { b: [{}] } });
  });

  it("removes null at any depth below the root", () => {
    expect(toJson({ a: null, b: [null, { c: null, d: 0 }], e: "" })).toEqual({ b: [{ d: 0 }], e: "" });
    expect(toJson(null)).toBeNull();
  });

  it("returns a value that is equal to the original except for nulls", () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!/"(?:__proto__|constructor|prototype)"/.test(JSON.stringify(value)));
        expect(sameJson(toJson(value), value)).toBe(true);
      }),
    );
  });
});

describe("sameJson", () => {
  it("ignores the order of arrays and properties", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(sameJson(value, reverseOrder(value))).toBe(true);
      }),
    );
  });

  it("returns false if a value occurs more often in one array", () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), (list) => {
        const [first = 0] = list;
        fc.pre(first !== null);
        expect(sameJson(list, [...list, first])).toBe(false);
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: "1" }],
    [{ a: 1 }, { b: 1 }],
    [{ a: [1] }, { a: 1 }],
    [["ab"], ["a", "b"]],
    [['a","b'], ["a", "b"]],
    [[[1], [2]], [[1, 2]]],
    [{}, []],
    [0, false],
    [null, "null"],
    [[], [[]]],
  ])("returns false for %j and %j", (a, b) => {
    expect(sameJson(a, b as Json)).toBe(false);
    expect(sameJson(b as Json, a)).toBe(false);
  });

  it("treats null as a missing property", () => {
    expect(sameJson({ a: 1, b: null, c: [null] }, { a: 1, c: [] })).toBe(true);
    expect(sameJson(undefined, null)).toBe(true);
  });
});
