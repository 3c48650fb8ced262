import { play } from "../../src/cli/shared/play";
import { readScenario, scenarioNames } from "../../src/cli/shared/scenario";
import { loadBuiltAction } from "../support/built-action";

describe("dist/action.js", () => {
  it.each(scenarioNames())("has the expected effects in the scenario %s", async (name) => {
    const action = loadBuiltAction();
    const { deviations } = await play(readScenario(name), action.handler, action.logged);
    expect(deviations).toEqual([]);
  });

  it.each(["not-an-entra-user", "fresh", "token-claims-when-fresh", "setting-missing", "tenant-not-allowed"])(
    "loads no package in the scenario %s",
    async (name) => {
      const action = loadBuiltAction();
      await play(readScenario(name), action.handler, action.logged);
      expect(action.required.filter((id) => !id.startsWith("node:"))).toEqual([]);
    },
  );

  it.each([
    ["@azure/identity", { entra: "failed", profile: "failed:invalid" }],
    ["@microsoft/microsoft-graph-client", { entra: "failed", profile: "failed:invalid" }],
    ["auth0", { entra: "failed", profile: "updated", saved: "failed:invalid" }],
  ])("does not throw, and logs the failure, if %s cannot be loaded", async (name, line) => {
    const action = loadBuiltAction(name);
    const { deviations } = await play(readScenario("first-login-v2"), action.handler, action.logged);
    expect(deviations.filter((deviation) => deviation.includes("threw"))).toEqual([]);
    expect(JSON.parse(action.logged[0] ?? "")).toMatchObject(line);
  });

  it("sends all four Graph requests of a login in parallel, with one token request and one PATCH", async () => {
    const { handler, logged } = loadBuiltAction();
    const { requests } = await play(readScenario("first-login-v2"), handler, logged);
    const graph = requests.filter(({ host }) => host === "graph.microsoft.com");
    expect(graph).toHaveLength(4);
    const lastStart = Math.max(...graph.map(({ startMs }) => startMs));
    expect(lastStart).toBeLessThanOrEqual(Math.min(...graph.map(({ startMs, ms }) => startMs + ms)));
    expect(requests.filter(({ host }) => host === "login.microsoftonline.com")).toHaveLength(1);
    expect(requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  });

  it("writes nothing in a second login on a new instance if nothing has changed", async () => {
    const names = ["first-login-v2", "first-login-v1-wsfed", "huge-licences", "nothing-to-find", "photo-png"];
    for (const name of names) {
      const first = loadBuiltAction();
      const scenario = readScenario(name);
      const { appMetadata } = await play(scenario, first.handler, first.logged);
      const user = { ...(scenario.event.user as object), app_metadata: appMetadata };
      const secrets = { ...(scenario.event.secrets as object), REFRESH_AFTER_SECONDS: "0" };
      const secondLogin = { ...scenario, event: { ...scenario.event, user, secrets } };
      const second = loadBuiltAction();
      const { written } = await play(secondLogin, second.handler, second.logged);
      expect(written).toEqual({});
      expect(second.logged[0]).toContain('"entra":"unchanged"');
    }
  });
});
