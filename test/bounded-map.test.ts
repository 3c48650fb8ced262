import fc from "fast-check";
import { setBounded } from "../src/bounded-map";

describe("setBounded", () => {
  it("keeps at most the given number of entries, those set last", () => {
    const keyLists = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 });
    fc.assert(
      fc.property(keyLists, fc.integer({ min: 1, max: 4 }), (keys, limit) => {
        const map = new Map<string, number>();
        keys.forEach((key, index) => {
          setBounded(map, key, index, limit);
        });
        const latestFirst = [...new Set([...keys].reverse())];
        expect([...map.keys()].reverse()).toEqual(latestFirst.slice(0, limit));
      }),
    );
  });
});
