import { readStored } from "../../src/app-metadata/state";
import type { PartOutcome } from "../../src/app-metadata/plan";
import { dueParts, rememberReads } from "../../src/enrich/freshness";
import { Failure } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import type { EntraLogin } from "../../src/login/login";

const NOW = Date.parse("2026-11-22T02:48:00Z");
const ON = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };

/** A login of the identity `key` with `appMetadata` stored. */
function loginOf(appMetadata: unknown, secrets = {}, key = "c|u", userId = "u"): EntraLogin {
  const configuration = readConfiguration({ ...ON, ...secrets });
  return {
    ...configuration,
    kind: "entra",
    identity: { key, connection: "c", userId: "u", linked: false, native: true },
    claims: { attributes: {}, userId: "u", native: true },
    stored: readStored(appMetadata, { identityKey: key, user: undefined }, configuration.parts),
    user: {},
    userId,
    lookup: { kind: "user", user: { tenantId: "t", path: "/users/u", oid: "u" } },
  };
}

/** Names of the parts that are on and not due. */
function freshParts(login: EntraLogin): string[] {
  const due = dueParts(login, NOW);
  return login.parts.filter((part) => part.isOn && !due.includes(part)).map(({ name }) => name);
}

const stored = (sync: unknown, more = {}, identity: unknown = "c|u") => ({
  entra: { identity, sync, ...more },
});
const all = (time: string) => ({ profile: time, photo: time, manager: time, directReports: time });
let users = 0;

describe("by what is stored", () => {
  it("is a part fresh until its time is up", () => {
    expect(freshParts(loginOf(stored(all("2026-11-22T01:48:01Z"))))).toHaveLength(4);
    expect(freshParts(loginOf(stored(all("2026-11-22T01:48:00Z"))))).toEqual([]);
    expect(freshParts(loginOf(stored({ manager: "2026-11-22T02:00:00Z" })))).toEqual(["manager"]);
  });

  it("is none fresh with REFRESH_AFTER_SECONDS=0", () => {
    expect(freshParts(loginOf(stored(all("2026-11-22T02:48:00Z")), { REFRESH_AFTER_SECONDS: "0" }))).toEqual(
      [],
    );
  });

  it.each(["2026-11-22T02:48:01Z", "9999-12-31T00:00:00Z", "yesterday", "", 5, null, {}])(
    "counts the time %j as never",
    (time) => {
      expect(freshParts(loginOf(stored(all(time as string))))).toEqual([]);
    },
  );

  it("is a photo of another size not fresh", () => {
    const data = stored(all("2026-11-22T02:40:00Z"), { photo: { size: "48x48" } });
    expect(freshParts(loginOf(data))).toEqual(["profile", "manager", "directReports"]);
    expect(freshParts(loginOf(data, { PHOTO_SIZE: "48x48" }))).toHaveLength(4);
  });

  it("is nothing fresh that belongs to another identity", () => {
    expect(freshParts(loginOf(stored(all("2026-11-22T02:40:00Z"), {}, "c|eve")))).toEqual([]);
  });
});

describe("by what an instance remembers", () => {
  const outcomes: Record<string, PartOutcome> = {
    profile: { kind: "updated" },
    photo: { kind: "unchanged" },
    manager: { kind: "failed", failure: new Failure("timeout") },
    directReports: { kind: "none" },
  };
  const SOMETHING = { entra: { profile: { city: "Bern" } } };

  interface Login {
    readonly isSaved?: boolean;
    readonly isTooLarge?: boolean;
    readonly outcomes?: Record<string, PartOutcome>;
    readonly secrets?: Record<string, string>;
    readonly at?: number;
  }

  /** Remembers a login of a new person; the key of its identity. */
  const remember = (login: Login = {}) => {
    const key = `c|${String(users++)}`;
    const { parts, ...rest } = loginOf({}, login.secrets, key);
    const result = { isSaved: true, isTooLarge: false, ...login };
    const read = new Map(Object.entries(login.outcomes ?? outcomes));
    rememberReads({ ...rest, parts }, parts, { ...result, outcomes: read }, login.at ?? NOW);
    return key;
  };
  const fresh = (key: string, appMetadata: unknown = SOMETHING, more = {}, userId = "u") =>
    freshParts(loginOf(appMetadata, more, key, userId));

  it("is fresh what was saved or unchanged, and nothing that failed", () => {
    expect(fresh(remember())).toEqual(["profile", "photo", "directReports"]);
  });

  it("is fresh only what was unchanged if the save has failed", () => {
    expect(fresh(remember({ isSaved: false }))).toEqual(["photo"]);
  });

  it("is fresh what was too large, which the next login could not save either", () => {
    const isTooLarge = { isSaved: false, isTooLarge: true };
    expect(fresh(remember(isTooLarge))).toEqual(["profile", "photo", "directReports"]);
    expect(fresh(remember(isTooLarge), {})).toEqual(["profile", "photo", "directReports"]);
    const tooLargePart = {
      isSaved: false,
      outcomes: { ...outcomes, photo: { kind: "failed", failure: new Failure("too_large") } as const },
    };
    expect(fresh(remember(tooLargePart), {})).toEqual(["photo"]);
  });

  it.each([[{}], [{ plan: "gold" }], [5], [{ manager: "Grace", entra: null }]])(
    "is fresh only what leaves nothing once app_metadata is %j",
    (appMetadata) => {
      expect(fresh(remember(), appMetadata)).toEqual(["directReports"]);
    },
  );

  it("is fresh nothing of another Auth0 user with the same identity", () => {
    const key = remember();
    expect(fresh(key, SOMETHING, {}, "another user")).toEqual([]);
  });

  it("is no photo of another size fresh", () => {
    const key = remember({ secrets: { PHOTO_SIZE: "96x96" } });
    expect(fresh(key, SOMETHING, { PHOTO_SIZE: "96x96" })).toContain("photo");
    expect(fresh(key, SOMETHING, { PHOTO_SIZE: "48x48" })).toEqual(["profile", "directReports"]);
  });

  it("is nothing fresh while what is stored is somebody else's", () => {
    const key = remember();
    expect(fresh(key, { entra: { identity: "c|eve" } })).toEqual([]);
  });

  it("is forgotten when its time is up", () => {
    expect(fresh(remember({ at: NOW - 3_600_000 }))).toEqual([]);
  });
});
