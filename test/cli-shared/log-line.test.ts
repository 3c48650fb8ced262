import { parseLogLine } from "../../src/cli/shared/log-line";

describe("parseLogLine", () => {
  it("returns outcomes in the order of the line, without what belongs to no part", () => {
    const line = {
      entra: "partial",
      profile: "updated",
      photo: "failed:permission",
      saved: "management-api",
      ms: 12,
      hint: "grant it",
    };
    const { outcomes, ...rest } = parseLogLine(JSON.stringify(line));
    expect([...outcomes]).toEqual([
      ["profile", { kind: "updated", text: "updated", failure: undefined }],
      ["photo", { kind: "failed", text: "failed:permission", failure: "permission" }],
    ]);
    expect(rest).toEqual({
      entra: "partial",
      saved: { text: "management-api", failure: undefined },
      ms: 12,
      hint: "grant it",
    });
  });

  it("returns why a login was skipped, and why saving failed", () => {
    expect(parseLogLine('{"entra":"skipped","reason":"no_oid","ms":0}')).toMatchObject({ reason: "no_oid" });
    expect(parseLogLine('{"entra":"failed","saved":"failed:throttled","ms":0}').saved).toEqual({
      text: "failed:throttled",
      failure: "throttled",
    });
  });
});
