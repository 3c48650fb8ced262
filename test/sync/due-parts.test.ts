import { createHash } from "node:crypto";
import fc from "fast-check";
import { dueParts, shareOf } from "../../src/sync/people/due-parts";
import type { EntraLogin } from "../../src/login/login";
import type { SyncOptions, SyncRun } from "../../src/sync/run";
import { PARTS } from "../support/stored";

const DAY_MS = 86_400_000;
const MIDNIGHT = Date.parse("2026-11-25T00:00:00Z");
const OPTIONS: SyncOptions = {
  isDryRun: false,
  user: undefined,
  connections: [],
  parts: [],
  photos: "share",
  maxRemovals: undefined,
};

const runWith = (options: Partial<SyncOptions> = {}, startedAt = MIDNIGHT) =>
  ({ options: { ...OPTIONS, ...options }, startedAt }) as SyncRun;
const loginWith = (entra: object = { identity: "contoso|a" }, parts = PARTS) =>
  ({ parts, stored: { state: { entra } } }) as unknown as EntraLogin;
const isPhotoDue = (run: SyncRun, oid: string | undefined, login = loginWith()) =>
  dueParts(run, login, oid).some(({ name }) => name === "photo");

/** A GUID of the version of object ids. */
const guid = (index: number) => {
  const hex = createHash("sha256").update(String(index)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

describe("shareOf", () => {
  it("is the SHA-256 of the object id in lower case as a number, modulo 7", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string()), (oid) => {
        const hex = createHash("sha256").update(oid.toLowerCase()).digest("hex");
        expect(shareOf(oid)).toBe(Number(BigInt(`0x${hex}`) % 7n));
        expect(shareOf(oid.toUpperCase())).toBe(shareOf(oid.toUpperCase().toLowerCase()));
      }),
    );
  });

  it("divides people into seven shares of about the same size", () => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 7000; index++) {
      const share = shareOf(guid(index));
      counts.set(share, (counts.get(share) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // Five standard deviations.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe("dueParts", () => {
  it("has everybody's photo once in seven days in a row, at any time of the day in UTC", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(20_000), fc.nat(DAY_MS - 1), (oid, firstDay, timeMs) => {
        const days = Array.from({ length: 7 }, (_, index) => firstDay + index);
        const due = days.filter((day) => isPhotoDue(runWith({}, day * DAY_MS + timeMs), oid));
        expect(due).toEqual(days.filter((day) => day % 7 === shareOf(oid)));
        expect(due).toHaveLength(1);
      }),
    );
  });

  it("has the photo of everybody with `all`, and of nobody with `none`", () => {
    const oids = Array.from({ length: 20 }, (_, index) => guid(index));
    expect(oids.filter((oid) => isPhotoDue(runWith({ photos: "all" }), oid))).toEqual(oids);
    expect(oids.filter((oid) => isPhotoDue(runWith({ photos: "none" }), oid))).toEqual([]);
  });

  const notToday = guid([...Array(50).keys()].find((index) => !isPhotoDue(runWith(), guid(index))) ?? -1);

  it("has the photo of people who were never enriched on every day, except with `none`", () => {
    expect(isPhotoDue(runWith(), notToday)).toBe(false);
    expect(isPhotoDue(runWith(), notToday, loginWith({}))).toBe(true);
    expect(isPhotoDue(runWith({ photos: "none" }), notToday, loginWith({}))).toBe(false);
  });

  it("has the photo of people whose object id is not known", () => {
    expect(isPhotoDue(runWith(), undefined)).toBe(true);
  });

  it("has the photo of a single user on every day, except with `none`", () => {
    expect(isPhotoDue(runWith({ user: notToday }), notToday)).toBe(true);
    expect(isPhotoDue(runWith({ user: notToday, photos: "none" }), notToday)).toBe(false);
  });

  it("has all parts that are on, or those of them that are named", () => {
    const names = (run: SyncRun, login = loginWith()) =>
      dueParts(run, login, notToday).map(({ name }) => name);
    expect(names(runWith({ photos: "all" }))).toEqual(PARTS.map(({ name }) => name));
    expect(names(runWith({ parts: ["groups", "manager"] }))).toEqual(["manager", "groups"]);
    expect(names(runWith({ parts: ["photo"] }))).toEqual([]);
    const off = PARTS.map((part) => ({ ...part, isOn: part.name === "profile" }));
    expect(names(runWith({ photos: "all" }), loginWith({}, off))).toEqual(["profile"]);
    expect(names(runWith({ parts: ["manager"] }), loginWith({}, off))).toEqual([]);
  });
});
