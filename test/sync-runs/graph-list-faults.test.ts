import type { ServerResponse } from "node:http";
import { NONE, setUpSync, userIdOf } from "../support/cli/sync";
import {
  change,
  departmentsIn,
  lossesSince,
  overrideTarget,
  relationsIn,
  reorganize,
  storedOfAll,
} from "../support/cli/sync-faults";
import { graphError } from "../support/standin/graph";
import { type HttpResponse, send } from "../support/standin/handler";

const HTML: HttpResponse = { headers: { "content-type": "text/html" }, body: "<html>" };
const NEXT_LINK = "https://graph.microsoft.com/v1.0/users?$skiptoken=Mzoz";

describe("sync with an incomplete list of the directory", () => {
  const setup = setUpSync();

  /** The first page with three people, and this link to the next one. */
  const pageWithLink = (link: unknown): HttpResponse => ({
    body: {
      value: setup.company.people.slice(0, 3).map(({ properties, manager }) => ({
        ...properties,
        ...(manager && { manager: { id: manager.id } }),
      })),
      "@odata.nextLink": link,
    },
  });

  it.each<[string, string, HttpResponse | ((response: ServerResponse) => unknown)]>([
    ["503", "unavailable", { status: 503 }],
    ["500 with Graph's error", "unavailable", graphError(500, "InternalServerError")],
    ["429 for good", "throttled", { status: 429, headers: { "retry-after": "5" } }],
    ["a page of a proxy", "invalid", HTML],
    ["JSON without users", "invalid", { body: {} }],
    ["JSON with users who are no list", "invalid", { body: { value: { id: "1" } } }],
    ["half of the JSON", "invalid", { body: '{"value":[{"id":' }],
    ["404", "invalid", { status: 404 }],
    ["an expired skip token", "invalid", graphError(400, "Directory_ExpiredPageToken")],
    ["a redirect", "invalid", { status: 302, headers: { location: NEXT_LINK } }],
    ["a reset connection", "unavailable", (response) => response.socket?.destroy()],
  ])(
    "updates only the profiles of listed people if the second page is %s",
    async (_, reason, content: HttpResponse | ((response: ServerResponse) => unknown)) => {
      const before = await reorganize(setup);
      setup.backend.override = overrideTarget("users", ({ request }, response) => {
        if (!request.path.includes("$skiptoken=")) return false;
        if (typeof content === "function") content(response);
        else send(response, content);
        return true;
      });
      const { code, summary, report } = await setup.run();
      expect(code).toBe(2);
      expect(summary).toMatchObject({ sync: "failed", users: 8, updated: 0, removed: 0, not_found: 0 });
      expect(summary.failed).toEqual({ [`manager:${reason}`]: 3, [`profile:${reason}`]: 5 });
      const after = storedOfAll(setup);
      expect(departmentsIn(after).map((name) => name === "Sales")).toEqual([
        ...[true, true, true],
        ...[false, false, false, false, false],
      ]);
      expect(relationsIn(after)).toEqual(relationsIn(before));
      expect(lossesSince(setup, before)).toEqual([]);
      expect(report).toContainEqual({
        user_id: userIdOf(1),
        result: `failed:manager:${reason}`,
        profile: "updated",
        manager: `failed:${reason}`,
        directReports: `failed:${reason}`,
      });
      expect(setup.count("userWrite")).toBe(3);
    },
  );

  it.each<[string, unknown]>([
    ["another host", "https://graph.example/v1.0/users?$skiptoken=Mzoz"],
    ["plain HTTP", NEXT_LINK.replace("https:", "http:")],
    ["a host that begins like Graph's", NEXT_LINK.replace(".com", ".com.example")],
    ["a user and password", NEXT_LINK.replace("graph.microsoft.com", "graph.microsoft.com@graph.example")],
    ["a relative path", "/v1.0/users?$skiptoken=Mzoz"],
    ["no text", { url: NEXT_LINK }],
  ])("does not follow a next link with %s", async (_, link) => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("users", (_exchange, response) => {
      send(response, pageWithLink(link));
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", updated: 0, not_found: 0, removed: 0 });
    expect(Object.values(summary.failed)).toEqual([8]);
    expect(setup.count("users")).toBe(1);
    expect(setup.count("unknown")).toBe(0);
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("ends a list whose next links repeat", async () => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("users", (_, response) => {
      send(response, pageWithLink(NEXT_LINK));
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary.failed).toEqual({ "manager:invalid": 3, "profile:invalid": 5 });
    expect(setup.count("users")).toBe(2);
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("writes no manager and no reports if fewer than 95 % are listed, and fails who is missing", async () => {
    const before = await reorganize(setup);
    setup.company.people.pop();
    setup.tenant.userCount = 8;
    const { code, summary, stderr } = await setup.run();
    expect(code).toBe(2);
    expect(summary.failed).toEqual({ "manager:invalid": 7, "profile:invalid": 1 });
    expect(summary).toMatchObject({ sync: "failed", updated: 0, not_found: 0, removed: 0 });
    expect(stderr).toContain("Graph listed fewer users than it counts");
    const after = storedOfAll(setup);
    expect(departmentsIn(after).slice(0, 7)).toEqual(Array<string>(7).fill("Sales"));
    expect(after.get(userIdOf(7))).toEqual(before.get(userIdOf(7)));
    expect(relationsIn(after)).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("does not take an empty list for an empty directory", async () => {
    const before = await reorganize(setup);
    setup.tenant.listUsers = () => [];
    setup.tenant.userCount = 8;
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "profile:invalid": 8 }, not_found: 0 });
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("takes a list with 95 % of the counted users as complete", async () => {
    setup.employ(20);
    await setup.run();
    const before = storedOfAll(setup);
    change(setup, 5, { department: "Sales" });
    setup.tenant.userCount = 21;
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 1, unchanged: 19, failed: NONE });
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each<[string, string, HttpResponse]>([
    ["refused", "permission", graphError(403, "Authorization_RequestDenied")],
    ["not supported", "invalid", graphError(400, "Request_BadRequest")],
    ["garbage", "invalid", HTML],
    ["empty", "invalid", { body: "" }],
    ["negative", "invalid", { body: "-1" }],
    ["unavailable", "unavailable", { status: 503 }],
  ])("writes no manager and no reports if the number of users is %s", async (_, reason, content) => {
    const before = await reorganize(setup);
    setup.backend.override = overrideTarget("userCount", (_exchange, response) => {
      send(response, content);
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ updated: 0, removed: 0, not_found: 0 });
    expect(summary.failed).toEqual({ [`manager:${reason}`]: 8 });
    const after = storedOfAll(setup);
    expect(departmentsIn(after)).toEqual(Array<string>(8).fill("Sales"));
    expect(relationsIn(after)).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("reads the number of users with a byte order mark", async () => {
    await setup.run();
    const before = storedOfAll(setup);
    setup.backend.override = overrideTarget("userCount", (_, response) => {
      send(response, { body: Buffer.from("\ufeff8") });
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "unchanged", unchanged: 8, failed: NONE });
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("passes over entries of a page that are no users, and users who are listed twice", async () => {
    await reorganize(setup);
    setup.backend.override = overrideTarget("users", ({ request }, response) => {
      if (request.path.includes("$skiptoken=")) return false;
      const page = pageWithLink(NEXT_LINK).body as { value: object[] };
      send(response, {
        body: { ...page, value: [null, "text", {}, { id: 7 }, ...page.value, ...page.value] },
      });
      return true;
    });
    const { code, summary } = await setup.run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 8, failed: NONE });
    expect(setup.stored(1)).toMatchObject({ manager: "Person 3", directReports: ["Person 5", "Person 6"] });
    expect(setup.stored(0)).toMatchObject({ directReports: ["Person 2", "Person 3"] });
  });
});
