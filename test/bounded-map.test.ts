import fc from "fast-check";
import { setBounded } from "../src/bounded-map";

describe("what an instance remembers", () => {
  it("never grows beyond its limit, and keeps what was put in last", () => {
    const names = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 4 }), (given, most) => {
        const map = new Map<string, number>();
        given.forEach((name, index) => {
          setBounded(map, name, index, most);
        });
        const latestFirst = [...new Set([...given].reverse())];
        expect([...map.keys()].reverse()).toEqual(latestFirst.slice(0, most));
      }),
    );
  });
});
