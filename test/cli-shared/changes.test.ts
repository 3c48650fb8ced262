import {
  type RemoteContent,
  compareAction,
  describeChanges,
} from "../../src/cli/shared/remote-action/changes";
import { type ActionConfig, readConfig } from "../../src/cli/shared/config";

const CONFIG: ActionConfig = {
  ...readConfig(),
  runtime: "node22",
  supported_triggers: [{ id: "post-login", version: "v3" }],
  dependencies: [
    { name: "auth0", version: "7.1.0" },
    { name: "@azure/identity", version: "4.13.1" },
  ],
};

const LOCAL = { config: CONFIG, code: "code", secretNames: ["A", "B"] };

const REMOTE: RemoteContent = {
  code: "code",
  runtime: "node22",
  supported_triggers: CONFIG.supported_triggers,
  dependencies: CONFIG.dependencies,
  secrets: [{ name: "B" }, { name: "A" }],
};

const SAME = { differences: [], added: [], kept: ["A", "B"], removed: [] };

describe("compareAction", () => {
  it("finds no difference if content and names are the same", () => {
    expect(compareAction(REMOTE, LOCAL)).toEqual(SAME);
  });

  it("ignores the order of dependencies and other properties of them", () => {
    const dependencies = CONFIG.dependencies
      .map((each) => ({ ...each, registry_url: "https://registry.example" }))
      .reverse();
    expect(compareAction({ ...REMOTE, dependencies }, LOCAL)).toEqual(SAME);
  });

  it.each<[string, RemoteContent, string]>([
    ["code", { code: "code " }, "lines only in the local file: 1, only in Auth0: 1"],
    ["code", { code: undefined }, "lines only in the local file: 1, only in Auth0: 0"],
    ["runtime", { runtime: "node18" }, "node18 → node22"],
    ["runtime", { runtime: undefined }, "none → node22"],
    [
      "dependencies",
      { dependencies: [{ name: "auth0", version: "4.0.0" }] },
      "auth0@4.0.0 → @azure/identity@4.13.1, auth0@7.1.0",
    ],
    ["dependencies", { dependencies: undefined }, "none → @azure/identity@4.13.1, auth0@7.1.0"],
    [
      "trigger",
      { supported_triggers: [{ id: "post-login", version: "v2" }] },
      "post-login v2 → post-login v3",
    ],
    ["trigger", { supported_triggers: [] }, "none → post-login v3"],
  ])("finds only the difference of %s", (what, change, detail) => {
    const changes = compareAction({ ...REMOTE, ...change }, LOCAL);
    expect(changes).toEqual({ ...SAME, differences: [{ what, detail }] });
    expect(describeChanges(changes)).toContain(`${what} changed`);
  });

  it("separates secrets that are added, set again and removed", () => {
    const changes = compareAction({ ...REMOTE, secrets: [{ name: "B" }, { name: "C" }, {}] }, LOCAL);
    expect(changes).toMatchObject({ added: ["A"], kept: ["B"], removed: ["C"] });
    expect(describeChanges(changes)).toBe(
      "code unchanged; secrets added: A; secrets set again: B; secrets removed: C",
    );
  });

  it("compares no secrets if those in Auth0 are kept", () => {
    const changes = compareAction(REMOTE, { ...LOCAL, secretNames: undefined });
    expect(changes).toEqual({ ...SAME, kept: [] });
    expect(describeChanges(changes)).toBe("code unchanged");
  });
});
