import { Failure } from "../../src/http/failure";
import { manager as createManager } from "../../src/parts/manager";
import { photo as createPhoto } from "../../src/parts/photo";
import { countFailure, countSuccess, openCircuit } from "../../src/enrich/part-circuits";
import { createSettingsReader } from "../../src/settings/reader";

const manager = createManager(createSettingsReader({}));
const photo = createPhoto(createSettingsReader({}));

let scopes = 0;
const scopeOf = () => {
  const scope = `scope-${String(scopes++)}`;
  return (person: number) => ({ scope, userPath: `/users/${String(person)}` });
};
const throttled = () => new Failure("throttled", { status: 429, retryAfterMs: 200_000 });
const NOT_COUNTED = ["invalid", "limited", "too_large", "user_not_found"] as const;

describe("an open circuit", () => {
  it.each(NOT_COUNTED)("stays open when a login that began before fails as %s", (reason) => {
    const at = scopeOf();
    countFailure(manager, at(1), throttled(), []);
    countFailure(manager, at(2), new Failure(reason), []);
    expect(openCircuit(manager, at(3))).toMatchObject({ reason: "throttled" });
  });

  it("is closed by a success", () => {
    const at = scopeOf();
    countFailure(manager, at(1), throttled(), []);
    countSuccess(manager, at(2));
    expect(openCircuit(manager, at(3))).toBeUndefined();
  });
});

describe("a mailbox that refuses", () => {
  it("counts against one person, and against everyone with the third in a row", () => {
    const at = scopeOf();
    expect(countFailure(photo, at(1), throttled(), [])).toBe("one person");
    expect(openCircuit(photo, at(1))).toBeDefined();
    expect(openCircuit(photo, at(2))).toBeUndefined();
    expect(countFailure(photo, at(2), throttled(), [])).toBe("one person");
    expect(countFailure(photo, at(3), throttled(), [])).toBe("several people");
    expect(openCircuit(photo, at(4))).toBeDefined();
  });

  it.each(NOT_COUNTED)("is not the third in a row after a mailbox that fails as %s", (reason) => {
    const at = scopeOf();
    countFailure(photo, at(1), throttled(), []);
    countFailure(photo, at(2), throttled(), []);
    countFailure(photo, at(3), new Failure(reason), []);
    expect(countFailure(photo, at(4), throttled(), [])).toBe("one person");
  });

  it("counts against everyone at once if another part failed alike in the same login", () => {
    const at = scopeOf();
    const refused = new Failure("permission", { status: 403 });
    expect(countFailure(photo, at(1), refused, [new Failure("credentials", { status: 401 })])).toBe(
      "everyone",
    );
    expect(openCircuit(photo, at(2))).toBeDefined();
  });
});
