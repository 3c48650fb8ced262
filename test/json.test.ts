import fc from "fast-check";
import { type Json, sameJson, toJson } from "../src/json";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

/** `value` with every list and every object in another order. */
function shuffle(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffle).reverse();
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, shuffle(item)] as const)
      .reverse(),
  );
}

describe("a copy of JSON", () => {
  it("never has a prototype of its own making, at any depth", () => {
    const hostile = '{"a":{"__proto__":{"polluted":true},"b":[{"__proto__":{"polluted":true}}]}}';
    const copy = toJson(JSON.parse(hostile)) as { a: { b: object[] } };
    for (const object of [copy, copy.a, copy.a.b[0] ?? {}]) {
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      expect(object).not.toHaveProperty("polluted");
    }
    expect(copy).toEqual({ a: { b: [{}] } });
  });

  it("has no null at any depth below it", () => {
    expect(toJson({ a: null, b: [null, { c: null, d: 0 }], e: "" })).toEqual({ b: [{ d: 0 }], e: "" });
    expect(toJson(null)).toBeNull();
  });

  it("is equal to the original but for its nulls", () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!/"(?:__proto__|constructor|prototype)"/.test(JSON.stringify(value)));
        expect(sameJson(toJson(value), value)).toBe(true);
      }),
    );
  });
});

describe("a comparison of JSON", () => {
  it("does not depend on any order", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(sameJson(value, shuffle(value))).toBe(true);
      }),
    );
  });

  it("depends on how often a value occurs", () => {
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
  ])("tells %j from %j", (a, b) => {
    expect(sameJson(a, b as Json)).toBe(false);
    expect(sameJson(b as Json, a)).toBe(false);
  });

  it("takes a property that is null for one that is missing", () => {
    expect(sameJson({ a: 1, b: null, c: [null] }, { a: 1, c: [] })).toBe(true);
    expect(sameJson(undefined, null)).toBe(true);
  });
});
