import { readFileSync } from "node:fs";
import { readConfig } from "../../../src/cli/shared/config";
import { parseEnvFile } from "../../../src/cli/shared/env-file";
import { misspelledSettings } from "../../../src/cli/shared/misspelled-settings";

/** Warnings about a settings file and the other variables of an environment. */
function warningsOf(text: string, variables: Readonly<Record<string, string>> = {}): string[] {
  const { values, file } = parseEnvFile(text, ".env");
  const context = { environment: { ...values, ...variables }, envFile: file };
  return misspelledSettings(readConfig(), context).map(({ name, text: problem }) => `${name} ${problem}`);
}

describe("warnings about names of the settings file", () => {
  it.each([
    ["SYNC_GROUP", "SYNC_GROUPS"],
    ["AZURE_TENNANT_ID", "AZURE_TENANT_ID"],
    ["SYNC_PROFIEL", "SYNC_PROFILE"],
    ["sync_groups", "SYNC_GROUPS"],
    ["DEPLOY_AUTH0_CLIENTID", "DEPLOY_AUTH0_CLIENT_ID"],
    ["AZUR_CLIENT_SECRET", "AZURE_CLIENT_SECRET"],
  ])("name the setting that %s is similar to", (name, meant) => {
    expect(warningsOf(`A_B=1\n${name}=secret-value`).at(-1)).toBe(
      `${name} is not a setting (.env, line 2): did you mean ${meant}?`,
    );
  });

  it("name no setting if none is similar", () => {
    expect(warningsOf("FOO=1")).toEqual(["FOO is not a setting (.env, line 1): correct or remove it"]);
  });

  it("are not given for settings, credentials, and variables of the proxy and of Node.js", () => {
    const names = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "ALL_PROXY", "NODE_EXTRA_CA_CERTS", "DEBUG"];
    const others = [...names, "NO_COLOR", "COLUMNS"].map((name) => `${name}=1\n`).join("");
    const example = readFileSync(".env.example", "utf8").replaceAll(/^# (?=[A-Z0-9_]+=)/gm, "");
    expect(warningsOf(others + example)).toEqual([]);
  });

  it("combine the lines that cannot be read, without their text", () => {
    expect(warningsOf("foo bar\nUSER_PHOTOS=on\nq3bX\ny9Zb==\nzz")).toEqual([
      ".env, lines 1, 3 to 5 cannot be read: write NAME=value, and put a value with several lines in quotes",
    ]);
    expect(warningsOf("foo")).toEqual([expect.stringMatching(/^\.env, line 1 cannot be read: /)]);
  });
});

describe("warnings about names of the environment", () => {
  it("are given if the name is similar to a setting and begins with the same word", () => {
    expect(warningsOf("", { SYNC_GROUP: "on" })).toEqual([
      "SYNC_GROUP is not a setting (environment): did you mean SYNC_GROUPS?",
    ]);
  });

  it.each(["AZURE_CONFIG_DIR", "AZURE_CLIENT_CERTIFICATE_PATH", "AZUR_TENANT_ID", "AUTH0_AUDIENCE", "PATH"])(
    "are not given for %s",
    (name) => {
      expect(warningsOf("", { [name]: "x" })).toEqual([]);
    },
  );

  it("are given without a settings file", () => {
    const context = { environment: { GRAPH_CLUOD: "global" } };
    expect(misspelledSettings(readConfig(), context)).toEqual([
      { name: "GRAPH_CLUOD", text: "is not a setting (environment): did you mean GRAPH_CLOUD?" },
    ]);
  });
});
