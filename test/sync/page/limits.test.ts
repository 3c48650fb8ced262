import type { RunFacts } from "../../../src/cli/sync/page/facts";
import { limitsOf } from "../../../src/cli/sync/page/limits";
import type { Part } from "../../../src/parts/part";
import type { SyncOptions } from "../../../src/sync/run";
import { PARTS } from "../../support/stored";

const OPTIONS: SyncOptions = {
  isDryRun: false,
  user: undefined,
  connections: [],
  parts: [],
  photos: "share",
  maxRemovals: undefined,
};

interface Changes {
  readonly options?: Partial<SyncOptions>;
  /** Names of the parts that are on. */
  readonly on?: readonly string[];
  /** Names of the parts that were read. */
  readonly read?: readonly string[];
  readonly maxMs?: number;
}

function rowsWith({ options, on = ["profile", "photo", "manager"], read = [], maxMs }: Changes = {}) {
  const parts = PARTS.map((part): Part => ({ ...part, isOn: on.includes(part.name) }));
  const outcomes = new Map(read.map((name) => [name, new Map()] as const));
  return Object.fromEntries(
    limitsOf({
      options: { ...OPTIONS, ...options },
      parts,
      maxMs,
      result: { outcomes } as unknown as RunFacts["result"],
    }),
  );
}

describe("limitsOf", () => {
  it("names all users, connections and the parts that are on, without options", () => {
    expect(rowsWith()).toEqual({
      Users: "all",
      Connections: "all Entra connections",
      Parts: "Profile, Photo, Manager",
      Photos: "of one seventh of the users, and of new users",
    });
  });

  it("names the connections and parts of options", () => {
    expect(rowsWith({ options: { connections: ["a", "b"], parts: ["profile", "photo"] } })).toMatchObject({
      Connections: "a, b",
      Parts: "Profile, Photo",
    });
  });

  it("leaves out the row of photos if they are not selected or off", () => {
    expect(rowsWith({ options: { parts: ["manager"] } })).not.toHaveProperty("Photos");
    const off = rowsWith({ on: ["profile"], options: { parts: ["profile", "photo"] } });
    expect(off).not.toHaveProperty("Photos");
    expect(off.Parts).toBe("Profile");
    expect(rowsWith({ on: [] }).Parts).toBe("none");
  });

  it("names photos that only some connections turn on", () => {
    expect(rowsWith({ on: ["profile"], read: ["profile", "photo"] })).toMatchObject({
      Parts: "Profile, Photo",
      Photos: "of one seventh of the users, and of new users, only on connections that turn photos on",
    });
  });

  it("names no photo among the parts with --photos none", () => {
    expect(rowsWith({ options: { photos: "none" } })).toMatchObject({
      Parts: "Profile, Manager",
      Photos: "none",
    });
  });

  it("shows --max-removals and --max-minutes only if they are given", () => {
    expect(rowsWith({ options: { maxRemovals: { count: 1200 } }, maxMs: 90_000 })).toMatchObject({
      "Limit of removals": "1,200 of each part",
      "Maximum duration": "1 min 30 s",
    });
    expect(rowsWith({ options: { maxRemovals: { percent: 5 } } })).toMatchObject({
      "Limit of removals": "5 % of the users who have the part",
    });
  });

  it("never shows the user of --user", () => {
    const rows = rowsWith({ options: { user: "waad|someone" } });
    expect(JSON.stringify(rows)).not.toContain("someone");
    expect(rows).toMatchObject({ Users: "one user", Photos: "of this user" });
  });
});
