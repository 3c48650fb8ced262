import { Failure } from "../../src/http/failure";
import { manager as createManager } from "../../src/parts/manager";
import { photo as createPhoto } from "../../src/parts/photo";
import { countFailure, countSuccess, openCircuit } from "../../src/enrich/part-circuits";
import { createSettingsReader } from "../../src/settings/reader";

const manager = createManager(createSettingsReader({}));
const photo = createPhoto(createSettingsReader({}));

let appCount = 0;
/** A new scope; the result returns the attempt for a user number. */
const newApp = () => {
  const app = `app-${String(appCount++)}`;
  return (user: number) => ({ app, userPath: `/users/${String(user)}` });
};
const throttled = () => new Failure("throttled", { status: 429, retryAfterMs: 200_000 });
const NOT_COUNTED = ["invalid", "limited", "too_large", "user_not_found"] as const;

describe("circuit of a part", () => {
  it.each(NOT_COUNTED)("stays open if an earlier login fails as %s", (reason) => {
    const attempt = newApp();
    countFailure(manager, attempt(1), throttled(), []);
    countFailure(manager, attempt(2), new Failure(reason), []);
    expect(openCircuit(manager, attempt(3))).toMatchObject({ reason: "throttled" });
  });

  it("is closed by a success", () => {
    const attempt = newApp();
    countFailure(manager, attempt(1), throttled(), []);
    countSuccess(manager, attempt(2));
    expect(openCircuit(manager, attempt(3))).toBeUndefined();
  });
});

describe("circuit of a mailbox", () => {
  it("opens for one user at a time, and for everyone after the third user in a row", () => {
    const attempt = newApp();
    expect(countFailure(photo, attempt(1), throttled(), [])).toBe("one person");
    expect(openCircuit(photo, attempt(1))).toBeDefined();
    expect(openCircuit(photo, attempt(2))).toBeUndefined();
    expect(countFailure(photo, attempt(2), throttled(), [])).toBe("one person");
    expect(countFailure(photo, attempt(3), throttled(), [])).toBe("several people");
    expect(openCircuit(photo, attempt(4))).toBeDefined();
  });

  it.each(NOT_COUNTED)("opens for one user if the failure before it was %s", (reason) => {
    const attempt = newApp();
    countFailure(photo, attempt(1), throttled(), []);
    countFailure(photo, attempt(2), throttled(), []);
    countFailure(photo, attempt(3), new Failure(reason), []);
    expect(countFailure(photo, attempt(4), throttled(), [])).toBe("one person");
  });

  it("opens for everyone at once if another part of the login failed in the same way", () => {
    const attempt = newApp();
    const refusal = new Failure("permission", { status: 403 });
    expect(countFailure(photo, attempt(1), refusal, [new Failure("credentials", { status: 401 })])).toBe(
      "everyone",
    );
    expect(openCircuit(photo, attempt(2))).toBeDefined();
  });
});
