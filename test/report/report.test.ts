import type { PartOutcome, Readings } from "../../src/app-metadata/plan";
import { EMPTY } from "../../src/app-metadata/state";
import type { Saved } from "../../src/enrich/save";
import { Failure, type FailureDetails, type Reason } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import type { EntraLogin } from "../../src/login/login";
import type { Part } from "../../src/parts/part";
import { logLine } from "../../src/report/log-line";
import { reportOf } from "../../src/report/report";

const SECRETS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", SYNC_GROUPS: "on" };
const { settings, parts, invalid } = readConfiguration(SECRETS);
const login = { settings, parts, invalid, claims: { attributes: {} } } as unknown as EntraLogin;
const failedSave: Saved = { kind: "failed", failure: new Failure("credentials") };

/** The log line of a login in which `names` failed and all other parts are fresh. */
function lineOf(names: readonly string[], failure: Failure, saved: Saved): Record<string, string> {
  const isFailed = ({ name }: Part) => names.includes(name);
  const outcomeOf = (part: Part): PartOutcome =>
    isFailed(part) ? { kind: "failed", failure } : { kind: "fresh" };
  const readings: Readings = new Map(names.map((name) => [name, { kind: "failed", failure }]));
  const outcomes = new Map(parts.map((part) => [part, outcomeOf(part)]));
  const done = { kind: "done", readings, outcomes, missingScopes: [], saved, state: EMPTY } as const;
  const report = reportOf(login, done, { claims: {}, leftOut: [] }, 15_000);
  return JSON.parse(logLine(report)) as Record<string, string>;
}

const ALL = parts.map(({ name }) => name);

describe("reportOf", () => {
  it.each<[Reason, FailureDetails, RegExp]>([
    [
      "credentials",
      { service: "entra", status: 401, code: "7000215" },
      /^AADSTS7000215: set AZURE_CLIENT_SECRET/,
    ],
    [
      "credentials",
      { service: "entra", status: 401, code: "53003" },
      /^AADSTS53003: exclude AZURE_CLIENT_ID/,
    ],
    ["credentials", { service: "entra", status: 400, code: "90002" }, /^AADSTS90002: AZURE_TENANT_ID/],
    ["user_not_found", {}, /^check AZURE_TENANT_ID/],
    ["permission", { status: 403 }, /^grant User\.Read\.All/],
    ["unavailable", { status: 503 }, /^check Microsoft's service status/],
  ])("names what to change if all parts and the save failed: %s %j", (reason, details, hint) => {
    const line = lineOf(ALL, new Failure(reason, details), failedSave);
    expect(line.hint).toMatch(hint);
    expect(line).not.toHaveProperty("groups");
    expect(line).toMatchObject({ profile: `failed:${reason}`, directReports: `failed:${reason}` });
  });

  it("shows groups if only they failed", () => {
    const line = lineOf(["groups"], new Failure("permission", { status: 403 }), { kind: "nothing" });
    expect(line).toMatchObject({ entra: "failed", groups: "failed:permission", profile: "fresh" });
  });
});
