import { Failure } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import { partHint, saveHint, userReadHint } from "../../src/report/hints";
import { logLine } from "../../src/report/log-line";
import { REASONS, outcomesFrom } from "../support/reasons";

const { settings, parts: PARTS } = readConfiguration({});

describe("hints", () => {
  /** Settings, permissions, scopes, commands and other things that an administrator can change or check. */
  const REMEDY = /[A-Z0-9]+_[A-Z_]+|[A-Z]\w+\.Read|read:|update:|npm run|service status|such Auth0 user/;

  it.each(REASONS)("name what to change or check in their first 60 characters: %s", (reason) => {
    const failure = new Failure(reason);
    const hints = [...PARTS.map((part) => partHint(part, failure, settings)), saveHint(failure)];
    for (const hint of [...hints, userReadHint(failure, settings)]) {
      expect(hint.slice(0, 60)).toMatch(REMEDY);
    }
  });

  it.each(REASONS)("keep at least 40 characters in the log line if every part failed with %s", (reason) => {
    for (const part of PARTS) {
      const hint = partHint(part, new Failure(reason), settings);
      const outcomes = outcomesFrom(Object.fromEntries(PARTS.map(({ name }) => [name, `failed:${reason}`])));
      const line = JSON.parse(logLine({ entra: "failed", outcomes, ms: 15_000, hint })) as { hint: string };
      expect(line.hint.length).toBeGreaterThanOrEqual(Math.min(hint.length, 40));
      expect(line.hint).not.toBe("");
    }
  });

  it.each(REASONS)("are not empty for a save that failed with %s", (reason) => {
    expect(saveHint(new Failure(reason))).not.toBe("");
  });

  it("name the permission of each part", () => {
    const hints = PARTS.map((part) => partHint(part, new Failure("permission"), settings));
    expect(hints).toEqual([
      "grant User.Read.All (application) and admin consent",
      "grant ProfilePhoto.Read.All (application) and admin consent",
      "grant User.Read.All (application) and admin consent",
      "grant User.Read.All (application) and admin consent",
      "grant GroupMember.Read.All (application) and admin consent",
    ]);
  });

  it("name the delegated permission for the photo if a delegated token was refused", () => {
    const failure = new Failure("permission", { delegated: true });
    expect(PARTS.map((part) => partHint(part, failure, settings))[1]).toBe(
      "grant ProfilePhoto.Read.All (delegated) and admin consent",
    );
  });

  it.each([
    ["7000215", "AADSTS7000215: set AZURE_CLIENT_SECRET to the secret's value, not its id"],
    ["7000222", "AADSTS7000222: AZURE_CLIENT_SECRET has expired"],
    ["700016", "AADSTS700016: AZURE_CLIENT_ID is not an app of this tenant"],
    ["90002", "AADSTS90002: AZURE_TENANT_ID is not a tenant of this cloud"],
    ["1234567", "AADSTS1234567: check AZURE_CLIENT_ID and its credential"],
  ])("begin with the code and what to change for AADSTS%s", (code, hint) => {
    const failure = new Failure("credentials", { service: "entra", status: 401, code });
    for (const part of PARTS) expect(partHint(part, failure, settings)).toContain(hint);
  });

  it("name the scope for reading access tokens if the user has none", () => {
    const failure = new Failure("credentials", { service: "auth0", code: "no_identity_token" });
    for (const part of PARTS)
      expect(partHint(part, failure, settings)).toBe("grant read:user_idp_tokens to AUTH0_CLIENT_ID");
  });
});
