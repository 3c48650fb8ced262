import { limitsOf, partWords, placeWords, resultWords, skipWords } from "../../../src/cli/sync/page/words";
import type { SyncOptions } from "../../../src/sync/run";
import type { Summary } from "../../../src/sync/summary";

const OPTIONS: SyncOptions = {
  isDryRun: false,
  user: undefined,
  connections: [],
  parts: [],
  photos: "share",
  maxRemovals: undefined,
};

const summaryWith = (summary: Partial<Summary>) =>
  ({ users: 8, failed: {}, held_back: {}, ...summary }) as Summary;

describe("resultWords", () => {
  it.each<[string, Partial<Summary>, boolean]>([
    ["All changes are saved.", { sync: "updated" }, false],
    ["There are changes to save.", { sync: "updated" }, true],
    ["There was nothing to write.", { sync: "unchanged" }, false],
    [
      "Some users failed. Everything else is done.",
      { sync: "partial", failed: { "photo:throttled": 1 } },
      false,
    ],
    [
      "Removals were held back. Everything else is done.",
      { sync: "partial", held_back: { manager: 12 } },
      false,
    ],
    [
      "Some users failed, and removals were held back.",
      { sync: "partial", failed: { "save:timeout": 1 }, held_back: { manager: 12 } },
      true,
    ],
    ["Every user failed.", { sync: "failed" }, false],
    ["No user could be read.", { sync: "failed", users: 0 }, false],
    ["The run was stopped before it was done. The next run continues.", { sync: "stopped" }, false],
  ])("is %j", (words, summary, isDryRun) => {
    expect(resultWords(summaryWith(summary), isDryRun)).toBe(words);
  });
});

describe("limitsOf", () => {
  it("names all users, connections and parts without options", () => {
    expect(limitsOf(OPTIONS)).toEqual([
      ["Users", "all"],
      ["Connections", "all Entra connections"],
      ["Parts", "all that are on"],
      ["Photos", "of one seventh of the users, and of new users"],
    ]);
  });

  it("names connections, parts and photos that limited the run", () => {
    const options = { ...OPTIONS, connections: ["a", "b"], parts: ["directReports", "photo"] };
    expect(limitsOf({ ...options, photos: "none" })).toEqual([
      ["Users", "all"],
      ["Connections", "a, b"],
      ["Parts", "Direct reports, Photo"],
      ["Photos", "none"],
    ]);
  });

  it("never contains the user of --user", () => {
    const limits = limitsOf({ ...OPTIONS, user: "waad|someone" });
    expect(JSON.stringify(limits)).not.toContain("someone");
    expect(limits).toContainEqual(["Users", "one user"]);
    expect(limits).toContainEqual(["Photos", "of this user"]);
  });
});

describe("words of the page about a run", () => {
  it("partWords and placeWords name parts and other places of failures", () => {
    expect(partWords("directReports")).toBe("Direct reports");
    expect(placeWords("photo")).toBe("Photo");
    expect(placeWords("save")).toBe("Saving in Auth0");
    expect(placeWords("toString")).toBe("To string");
  });

  it("skipWords explains why a user was skipped", () => {
    expect(skipWords("no_oid")).toBe("The object ID is not known");
  });
});
