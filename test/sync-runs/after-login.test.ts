import { createApi, createCache } from "../../src/cli/shared/auth0-runtime";
import { type Scenario, readScenario, scenarioNames } from "../../src/cli/shared/scenario";
import { type JsonObject, own, without } from "../../src/json";
import { loadBuiltAction } from "../support/built-action";
import { type SyncSetup, setUpSync } from "../support/cli/sync";
import { AUTH0_DOMAIN } from "../support/standin/server";
import { redirectConnections } from "../support/standin/redirect.cjs";
import { type Account, accountIn, enterScenario, settingsIn } from "../support/sync/scenario-tenant";

/** Keys that a login writes after a sync. Without the list the sync reads nobody, so that only the login finds a photo. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  "permission-missing-profile": ["entra", "thumbnailPhoto"],
};

/** Above this number of users, they are exported. */
const MAX_SEARCHED = 1000;

/** Scenarios with credentials that are refused, which is the only reason for this exit code here. */
const MISCONFIGURED = ["token-refused"];

/** Scenarios whose login requests nothing, with the one that recorded the same stored data. */
const RECORDED_IN: Readonly<Record<string, string>> = {
  fresh: "unchanged",
  "token-claims-when-fresh": "unchanged",
};

const scenarios = scenarioNames()
  .map((name) => readScenario(name))
  .filter(({ expected }) => "entra" in expected.app_metadata);

describe("sync", () => {
  const setup = setUpSync();
  const runSync = async (scenario: Scenario, app_metadata: object, others: readonly Account[] = []) => {
    enterScenario(setup, scenario, readScenario(RECORDED_IN[scenario.name] ?? scenario.name));
    const account = accountIn(scenario);
    const users = [{ ...account, app_metadata }, ...others];
    setup.auth0.users = new Map(users.map((user) => [user.user_id, user]));
    const env = { ...settingsIn(scenario), AUTH0_DOMAIN };
    const ran = await setup.run(["--photos", "all"], env);
    return { ...ran, stored: setup.auth0.users.get(account.user_id)?.app_metadata };
  };

  it.each(entriesOf(scenarios))("writes nothing after the login of %s", async (name, scenario) => {
    const { code, summary, report } = await runSync(scenario, scenario.expected.app_metadata);
    expect({ summary, report }).toMatchObject({
      summary: { users: 1, auth0: { writes: 0 }, ...(isHealthy(scenario) && { sync: "unchanged" }) },
    });
    expect(setup.count("userWrite")).toBe(0);
    expect(code === 1).toBe(MISCONFIGURED.includes(name));
  });

  it.each(entriesOf(scenarios))(
    "writes nothing after the login of %s with exported users",
    async (_, scenario) => {
      const others = Array.from({ length: MAX_SEARCHED }, (__, index) =>
        createUserWithoutOid(scenario, index),
      );
      const { summary, report } = await runSync(scenario, scenario.expected.app_metadata, others);
      expect({ summary, report: report.filter(({ result }) => result !== "skipped:no_oid") }).toMatchObject({
        summary: { users: MAX_SEARCHED + 1, skipped: { no_oid: MAX_SEARCHED } },
        ...(isHealthy(scenario) && { report: [] }),
      });
      expect([setup.count("createExport"), setup.count("userWrite")]).toEqual([1, 0]);
    },
  );

  it.each(entriesOf(scenarios.filter(isFirst)))("stores what the login of %s stores", async (_, scenario) => {
    const { stored } = await runSync(scenario, {});
    expect(withoutTimes(stored)).toEqual(withoutTimes(scenario.expected.app_metadata));
  });

  it.each(entriesOf(scenarios))("leaves nothing to write to the login of %s", async (name, scenario) => {
    const { stored } = await runSync(scenario, {});
    const { written, logged } = await logIn(setup, scenario, stored);
    expect({ logged, written }).toEqual({ logged, written: WRITTEN[name] ?? [] });
    expect(logged).toEqual([
      expect.stringContaining(isHealthy(scenario) ? '"entra":"unchanged"' : '"entra"') as string,
    ]);
  });
});

/** A user of a connection of the scenario about whom Entra cannot be asked. */
function createUserWithoutOid(scenario: Scenario, index: number): Account {
  const identities = accountIn(scenario).identities as readonly { readonly connection: string }[];
  const last = { ...identities.at(-1), user_id: `other-${index}`, profileData: {} };
  return { user_id: `other|${index}`, identities: [last], app_metadata: {} };
}

function entriesOf(list: readonly Scenario[]): readonly (readonly [string, Scenario])[] {
  return list.map((scenario) => [scenario.name, scenario]);
}

/** Whether nothing failed in the login. What fails in it fails in the sync, too. */
function isHealthy({ expected }: Scenario): boolean {
  return !["failed", "partial"].includes(String(expected.log?.entra));
}

/** Whether nothing was stored before the login. */
function isFirst({ name, event }: Scenario): boolean {
  return !(name in WRITTEN) && Object.keys(own(event.user, "app_metadata") as object).length === 0;
}

/** One login of a new instance, which reads everything again. @returns the keys that it writes */
async function logIn({ standIn, backend }: SyncSetup, scenario: Scenario, app_metadata: unknown) {
  backend.exchanges.length = 0;
  const { handler, logged } = loadBuiltAction();
  const { api, effects } = createApi(createCache());
  const { event } = scenario;
  const secrets = { ...settingsIn(scenario), REFRESH_AFTER_SECONDS: "0", TIME_BUDGET_MS: "15000" };
  const user = { ...(event.user as object), app_metadata };
  const redirection = redirectConnections({ port: standIn.port, options: { ca: standIn.certificate } });
  try {
    await handler({ ...event, user, secrets }, api);
  } finally {
    await redirection.restore();
  }
  const bodies = backend.exchanges
    .filter(({ target }) => target === "userWrite")
    .map(({ request }) => JSON.parse(request.body) as { app_metadata: object });
  const keys = bodies.flatMap((body) => Object.keys(body.app_metadata));
  return { written: [...keys, ...effects.appMetadata.keys()].sort(), logged };
}

/** Stored data without the times of its reads, which differ. */
function withoutTimes(metadata: unknown): unknown {
  const { entra } = metadata as { entra: JsonObject };
  const { profile } = entra;
  const timeless: JsonObject = profile
    ? { ...entra, profile: without(profile as JsonObject, "last_sync") }
    : entra;
  return { ...(metadata as object), entra: without(timeless, "sync") };
}
