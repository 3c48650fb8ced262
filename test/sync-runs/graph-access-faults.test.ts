import { NONE, SETTINGS, TENANT, setUpSync, userIdOf } from "../support/cli/sync";
import { change, lossesSince, overrideTarget, reorganize, storedOfAll } from "../support/cli/sync-faults";
import { type EntraTenant, createDirectory, createTenant } from "../support/standin/directory";
import { graphError } from "../support/standin/graph";
import { type HttpResponse, send } from "../support/standin/handler";

const EVERYBODY_UPDATED = { sync: "updated", updated: 8, removed: 0, not_found: 0, failed: NONE };
const REFUSED_TOKEN = graphError(401, "InvalidAuthenticationToken");

describe("sync with refused and repeated requests for the directory", () => {
  const setup = setUpSync();

  const listPaths = () =>
    setup.backend.exchanges
      .filter(({ target }) => target === "users")
      .map(({ request }) => decodeURI(request.path));

  it("sends each request at low priority", async () => {
    await reorganize(setup);
    await setup.run();
    const requests = setup.backend.exchanges.filter(({ api }) => api === "graph");
    expect(new Set(requests.map(({ target }) => target))).toEqual(
      new Set(["users", "userCount", "batch", "user"]),
    );
    for (const { request } of requests) {
      expect(request.headers).toMatchObject({ "x-ms-throttle-priority": "Low" });
    }
  });

  it("goes on after an outage of each page", async () => {
    await reorganize(setup);
    const failed = new Set<string>();
    setup.backend.override = overrideTarget("users", ({ request }, response) => {
      if (failed.has(request.path)) return false;
      failed.add(request.path);
      send(response, { status: 503 });
      return true;
    });
    const { code, summary, pausedMs } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(setup.count("users")).toBe(6);
    expect(pausedMs).toBeGreaterThanOrEqual(3000);
    expect(setup.stored(4)).toMatchObject({ manager: "Person 2" });
  });

  it("waits as long as Graph demands before it requests a page again", async () => {
    await reorganize(setup);
    let isThrottled = true;
    setup.backend.override = overrideTarget("users", ({ request }, response) => {
      if (!request.path.includes("$skiptoken=") || !isThrottled) return false;
      isThrottled = false;
      send(response, { status: 429, headers: { "retry-after": "90" } });
      return true;
    });
    const { code, summary, pausedMs } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(pausedMs).toBeGreaterThanOrEqual(90_000);
    expect(setup.count("users")).toBe(4);
  });

  it("lists once more without $select in $expand if that is refused", async () => {
    await reorganize(setup);
    setup.tenant.refusesSelectInExpand = true;
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(listPaths()).toEqual([
      expect.stringContaining("&$expand=manager($select=id)&$top=999"),
      expect.stringContaining("&$expand=manager&$top=999"),
    ]);
    expect(setup.stored(4)).toMatchObject({ manager: "Person 2" });
  });

  it("tries the list twice if it is refused with 400", async () => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("users", (_, response) => {
      send(response, graphError(400, "BadRequest"));
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:invalid": 8 }, not_found: 0 });
    expect(setup.count("users")).toBe(2);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it.each<[string, HttpResponse]>([
    ["larger than 25 MB", { body: Buffer.alloc(26_000_000, " ") }],
    ["refused with 413", { status: 413 }],
  ])("lists with pages of 200 if a page is %s", async (_, content) => {
    await reorganize(setup);
    setup.backend.override = ({ target, request }, response) => {
      if (target !== "users" || !request.path.includes("$top=999")) return false;
      send(response, content);
      return true;
    };
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(listPaths()).toEqual([expect.stringContaining("$top=999"), expect.stringContaining("$top=200")]);
  });

  it("gives up if pages of 200 are too large, too", async () => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("users", (_, response) => {
      send(response, { status: 413 });
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:too_large": 8 } });
    expect(setup.count("users")).toBe(2);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("says which permission the list needs", async () => {
    const before = await reorganize(setup);
    setup.tenant.roles = ["ProfilePhoto.Read.All"];
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({
      sync: "failed",
      failed: { "profile:permission": 8 },
      not_found: 0,
      auth0: { writes: 0 },
    });
    expect(summary.hint).toContain("grant User.Read.All");
    expect(setup.count("users")).toBe(1);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("keeps everything if the app sees nothing but ids", async () => {
    const before = await reorganize(setup);
    setup.tenant.limited = true;
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:limited": 8 }, removed: 0 });
    expect(summary.hint).toContain("grant User.Read.All");
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("renews a token that is refused in the middle of the list", async () => {
    await reorganize(setup);
    let refused: string | undefined;
    setup.backend.override = overrideTarget("users", ({ request }, response) => {
      const { authorization } = request.headers;
      if (!request.path.includes("$skiptoken=") || (refused ?? authorization) !== authorization) return false;
      refused = authorization;
      send(response, REFUSED_TOKEN);
      return true;
    });
    const { code, summary } = await setup.run();
    expect(refused).toContain(SETTINGS.AZURE_CLIENT_ID);
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(setup.count("entraToken")).toBe(2);
    expect(setup.count("users")).toBe(4);
  });

  it("ends with exit 1 if every token is refused", async () => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("users", (_, response) => {
      send(response, REFUSED_TOKEN);
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(1);
    expect(summary.failed).toEqual({ "profile:credentials": 8 });
    expect(setup.count("users")).toBe(2);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("ends with exit 1 and a hint if Entra refuses the app", async () => {
    const before = await reorganize(setup);
    setup.tenant.secretsExpired = true;
    const { code, summary } = await setup.run();
    expect(code).toBe(1);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:credentials": 8 } });
    expect(summary.hint).toBe("AADSTS7000222: AZURE_CLIENT_SECRET has expired, create a new one");
    expect(setup.count("entraToken")).toBe(1);
    expect(setup.count("users")).toBe(0);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("repeats the request for a token if Entra is down for a moment", async () => {
    await reorganize(setup);
    let outages = 2;
    setup.backend.override = overrideTarget("entraToken", (_, response) => {
      if (outages-- <= 0) return false;
      send(response, { status: 503 });
      return true;
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject(EVERYBODY_UPDATED);
    expect(setup.count("entraToken")).toBe(3);
  });

  it("loses nothing if Entra is down", async () => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("entraToken", (_, response) => {
      send(response, { status: 503 });
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:unavailable": 8 }, not_found: 0 });
    expect(storedOfAll(setup)).toEqual(before);
    expect(lossesSince(setup, before)).toEqual([]);
  });

  describe("in one of two tenants", () => {
    const OTHER = "9a000000-0000-4000-8000-00000000000b";
    const env = { ENTRA_TENANTS: `${TENANT},${OTHER}` };
    let other: EntraTenant;

    /** Moves the people from 5 on to another tenant, and brings everybody up to date. */
    async function prepare() {
      setup.company.managers.splice(0, 8, ...[undefined, 0, 0, 0, 0], ...[undefined, 5, 5]);
      setup.company.link();
      const [here, there] = [setup.company.people.slice(0, 5), setup.company.people.slice(5)];
      setup.tenant.listUsers = () => here;
      other = createTenant({
        ...setup.tenant,
        id: OTHER,
        listUsers: () => there,
        createToken: () => "standin-token-other",
      });
      setup.backend.directory = createDirectory((id) =>
        [setup.tenant, other].find((tenant) => tenant.id === id),
      );
      for (const index of [5, 6, 7]) {
        const user = setup.auth0.users?.get(userIdOf(index));
        if (user) setup.auth0.users?.set(userIdOf(index), { ...user, tenantid: OTHER });
      }
      const { code, summary } = await setup.run([], env);
      expect(summary).toMatchObject({ updated: 8, failed: NONE });
      expect(code).toBe(0);
      setup.company.people.forEach((_, index) => {
        change(setup, index, { displayName: `Renamed ${index}` });
      });
      setup.company.link();
      return storedOfAll(setup);
    }

    it("updates the people of the other one if the list breaks off", async () => {
      const before = await prepare();
      setup.backend.override = overrideTarget("users", ({ request }, response) => {
        if (request.headers.authorization !== "Bearer standin-token-other") return false;
        send(response, { status: 503 });
        return true;
      });
      const { code, summary } = await setup.run([], env);
      expect(code).toBe(2);
      expect(summary).toMatchObject({ sync: "partial", updated: 5, failed: { "profile:unavailable": 3 } });
      expect(setup.stored(4)).toMatchObject({ manager: "Renamed 0" });
      for (const index of [5, 6, 7]) expect(setup.stored(index)).toEqual(before.get(userIdOf(index)));
      expect(lossesSince(setup, before)).toEqual([]);
    });

    it("updates the people of the other one if Entra refuses the app there", async () => {
      const before = await prepare();
      other.secretsExpired = true;
      const { code, summary } = await setup.run([], env);
      expect(code).toBe(1);
      expect(summary).toMatchObject({ sync: "partial", updated: 5, failed: { "profile:credentials": 3 } });
      for (const index of [5, 6, 7]) expect(setup.stored(index)).toEqual(before.get(userIdOf(index)));
      expect(lossesSince(setup, before)).toEqual([]);
    });
  });
});
