import { PARTS } from "../../src/parts";
import { readSettings } from "../../src/settings/settings";
import { isFresh, rememberOutcomes } from "../../src/stored/freshness";
import { readStored } from "../../src/stored/state";
import type { EntraLogin } from "../../src/login/recognize";

const NOW = Date.parse("2026-11-22T02:48:00Z");
const settings = (more = {}) => readSettings(more);
const stored = (sync: unknown, more = {}, identity: unknown = "c|u") =>
  readStored({ entra: { identity, sync, ...more } }, "c|u");
const freshParts = (data: ReturnType<typeof readStored>, more = {}, identityKey = "c|u") =>
  PARTS.filter((part) => isFresh(part, data, { identityKey, userId: "u" }, settings(more), NOW)).map(
    ({ name }) => name,
  );
const all = (time: string) => ({ profile: time, photo: time, manager: time, directReports: time });
let users = 0;

describe("by what is stored", () => {
  it("is a part fresh until its time is up", () => {
    expect(freshParts(stored(all("2026-11-22T01:48:01Z")))).toHaveLength(4);
    expect(freshParts(stored(all("2026-11-22T01:48:00Z")))).toEqual([]);
    expect(freshParts(stored({ manager: "2026-11-22T02:00:00Z" }))).toEqual(["manager"]);
  });

  it("is none fresh with REFRESH_AFTER_SECONDS=0", () => {
    expect(freshParts(stored(all("2026-11-22T02:48:00Z")), { REFRESH_AFTER_SECONDS: "0" })).toEqual([]);
  });

  it.each(["2026-11-22T02:48:01Z", "9999-12-31T00:00:00Z", "yesterday", "", 5, null, {}])(
    "counts the time %j as never",
    (time) => {
      expect(freshParts(stored(all(time as string)))).toEqual([]);
    },
  );

  it("is a photo of another size not fresh", () => {
    const data = stored(all("2026-11-22T02:40:00Z"), { photo: { size: "48x48" } });
    expect(freshParts(data)).toEqual(["profile", "manager", "directReports"]);
    expect(freshParts(data, { PHOTO_SIZE: "48x48" })).toHaveLength(4);
  });

  it("is nothing fresh that belongs to another identity", () => {
    expect(freshParts(stored(all("2026-11-22T02:40:00Z"), {}, "c|eve"))).toEqual([]);
  });
});

describe("by what an instance remembers", () => {
  const remember = (outcomes: Record<string, string>, isKept: boolean, now = NOW) => {
    const key = `c|${String(users++)}`;
    const login = {
      identity: { key },
      userId: "u",
      settings: settings(),
      due: PARTS,
    } as unknown as EntraLogin;
    rememberOutcomes(login, outcomes, isKept, now);
    return freshParts(readStored({}, key), {}, key);
  };
  const outcomes = {
    profile: "updated",
    photo: "unchanged",
    manager: "failed:timeout",
    directReports: "none",
  };

  it("is fresh what was saved or unchanged, and nothing that failed", () => {
    expect(remember(outcomes, true)).toEqual(["profile", "photo", "directReports"]);
  });

  it("is only fresh what was unchanged where the save has failed", () => {
    expect(remember(outcomes, false)).toEqual(["photo"]);
  });

  it("is fresh what was too large, which the next login could not change either", () => {
    expect(remember(outcomes, true)).toEqual(["profile", "photo", "directReports"]);
    expect(remember({ ...outcomes, photo: "failed:too_large" }, false)).toEqual(["photo"]);
  });

  it("is nothing fresh while what is stored is somebody else's", () => {
    const login = {
      identity: { key: "c|linked" },
      userId: "u",
      settings: settings(),
      due: PARTS,
    } as unknown as EntraLogin;
    rememberOutcomes(login, outcomes, true, NOW);
    expect(freshParts(readStored({}, "c|linked"), {}, "c|linked")).toHaveLength(3);
    expect(freshParts(readStored({ entra: { identity: "c|eve" } }, "c|linked"), {}, "c|linked")).toEqual([]);
  });

  it("is forgotten when its time is up", () => {
    expect(remember(outcomes, true, NOW - 3_600_000)).toEqual([]);
  });
});
