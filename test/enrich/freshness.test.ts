import { readStored } from "../../src/app-metadata/state";
import type { PartOutcome } from "../../src/app-metadata/plan";
import { dueParts, rememberReads } from "../../src/enrich/freshness";
import { Failure } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import type { EntraLogin } from "../../src/login/login";

const NOW = Date.parse("2026-11-22T02:48:00Z");
const ON = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };

/** A login with the identity `key` and `appMetadata` stored. */
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
const syncTimes = (time: string) => ({ profile: time, photo: time, manager: time, directReports: time });
let keyCount = 0;

describe("dueParts with stored sync times", () => {
  it("excludes a part until REFRESH_AFTER_SECONDS after its sync time", () => {
    expect(freshParts(loginOf(stored(syncTimes("2026-11-22T01:48:01Z"))))).toHaveLength(4);
    expect(freshParts(loginOf(stored(syncTimes("2026-11-22T01:48:00Z"))))).toEqual([]);
    expect(freshParts(loginOf(stored({ manager: "2026-11-22T02:00:00Z" })))).toEqual(["manager"]);
  });

  it("returns all parts if REFRESH_AFTER_SECONDS is 0", () => {
    expect(
      freshParts(loginOf(stored(syncTimes("2026-11-22T02:48:00Z")), { REFRESH_AFTER_SECONDS: "0" })),
    ).toEqual([]);
  });

  it.each(["2026-11-22T02:48:01Z", "9999-12-31T00:00:00Z", "yesterday", "", 5, null, {}])(
    "ignores the invalid or future sync time %j",
    (time) => {
      expect(freshParts(loginOf(stored(syncTimes(time as string))))).toEqual([]);
    },
  );

  it("includes the photo if PHOTO_SIZE differs from the stored size", () => {
    const data = stored(syncTimes("2026-11-22T02:40:00Z"), { photo: { size: "48x48" } });
    expect(freshParts(loginOf(data))).toEqual(["profile", "manager", "directReports"]);
    expect(freshParts(loginOf(data, { PHOTO_SIZE: "48x48" }))).toHaveLength(4);
  });

  it("returns all parts if the data belongs to another identity", () => {
    expect(freshParts(loginOf(stored(syncTimes("2026-11-22T02:40:00Z"), {}, "c|eve")))).toEqual([]);
  });
});

describe("dueParts after rememberReads", () => {
  const outcomes: Record<string, PartOutcome> = {
    profile: { kind: "updated" },
    photo: { kind: "unchanged" },
    manager: { kind: "failed", failure: new Failure("timeout") },
    directReports: { kind: "none" },
  };
  const STORED_PROFILE = { entra: { profile: { city: "Bern" } } };

  interface Login {
    readonly isSaved?: boolean;
    readonly isTooLarge?: boolean;
    readonly outcomes?: Record<string, PartOutcome>;
    readonly secrets?: Record<string, string>;
    readonly at?: number;
  }

  /** Remembers a login of a new identity and returns its key. */
  const remember = (login: Login = {}) => {
    const key = `c|${String(keyCount++)}`;
    const { parts, ...rest } = loginOf({}, login.secrets, key);
    const result = { isSaved: true, isTooLarge: false, ...login };
    const read = new Map(
      parts.flatMap((part) => {
        const outcome = (login.outcomes ?? outcomes)[part.name];
        return outcome ? [[part, outcome] as const] : [];
      }),
    );
    rememberReads({ ...rest, parts }, parts, { ...result, outcomes: read }, login.at ?? NOW);
    return key;
  };
  const freshAfter = (key: string, appMetadata: unknown = STORED_PROFILE, more = {}, userId = "u") =>
    freshParts(loginOf(appMetadata, more, key, userId));

  it("excludes parts that were saved or unchanged, and includes parts that failed", () => {
    expect(freshAfter(remember())).toEqual(["profile", "photo", "directReports"]);
  });

  it("excludes only unchanged parts if the save failed", () => {
    expect(freshAfter(remember({ isSaved: false }))).toEqual(["photo"]);
  });

  it("excludes parts that were too large to save", () => {
    const isTooLarge = { isSaved: false, isTooLarge: true };
    expect(freshAfter(remember(isTooLarge))).toEqual(["profile", "photo", "directReports"]);
    expect(freshAfter(remember(isTooLarge), {})).toEqual(["profile", "photo", "directReports"]);
    const tooLargePart = {
      isSaved: false,
      outcomes: { ...outcomes, photo: { kind: "failed", failure: new Failure("too_large") } as const },
    };
    expect(freshAfter(remember(tooLargePart), {})).toEqual(["photo"]);
  });

  it.each([[{}], [{ plan: "gold" }], [5], [{ manager: "Grace", entra: null }]])(
    "excludes only parts without data if app_metadata is %j",
    (appMetadata) => {
      expect(freshAfter(remember(), appMetadata)).toEqual(["directReports"]);
    },
  );

  it("returns all parts for another Auth0 user with the same identity", () => {
    const key = remember();
    expect(freshAfter(key, STORED_PROFILE, {}, "another user")).toEqual([]);
  });

  it("includes the photo if PHOTO_SIZE differs from that of the read", () => {
    const key = remember({ secrets: { PHOTO_SIZE: "96x96" } });
    expect(freshAfter(key, STORED_PROFILE, { PHOTO_SIZE: "96x96" })).toContain("photo");
    expect(freshAfter(key, STORED_PROFILE, { PHOTO_SIZE: "48x48" })).toEqual(["profile", "directReports"]);
  });

  it("returns all parts if the stored data belongs to another identity", () => {
    const key = remember();
    expect(freshAfter(key, { entra: { identity: "c|eve" } })).toEqual([]);
  });

  it("returns all parts after REFRESH_AFTER_SECONDS", () => {
    expect(freshAfter(remember({ at: NOW - 3_600_000 }))).toEqual([]);
  });
});
