import { gunzipSync } from "node:zlib";
import { createAuth0Tenant } from "./support/standin/auth0-tenant";
import { createBackend } from "./support/standin/backend";
import { type EntraTenant, createDirectory, createTenant, createUser } from "./support/standin/directory";
import { sendDirectly } from "./support/standin/direct";
import { createBucket } from "./support/standin/rate-limits";
import { AUTH0_DOMAIN } from "./support/standin/server";

const GRAPH = "https://graph.microsoft.com/v1.0";
const API = `https://${AUTH0_DOMAIN}/api/v2`;

const PEOPLE = Array.from({ length: 250 }, (_, number) =>
  createUser(
    { id: `id-${number}`, displayName: `Person ${number}`, mail: null },
    number === 0 ? {} : { manager: { id: "id-0", displayName: "Person 0" } },
  ),
);

const ACCOUNTS = PEOPLE.map(({ properties: { id } }) => ({
  user_id: `waad|${id}`,
  email: `${id}@contoso.example`,
  identities: [{ connection: "entra", user_id: id, provider: "waad" }],
  app_metadata: { entra: { profile: { oid: id }, photo: { etag: "1" } }, roles: ["a"] },
}));

function setUp(changes: Partial<EntraTenant> = {}) {
  const byId = new Map(PEOPLE.map((person) => [person.properties.id, person]));
  const tenant = createTenant({
    id: "tenant",
    createToken: () => "token",
    findUser: (id) => byId.get(id),
    listUsers: () => PEOPLE,
    ...changes,
  });
  const auth0 = createAuth0Tenant({
    users: new Map(ACCOUNTS.map((account) => [account.user_id, account])),
    tokens: new Map([["token", undefined]]),
  });
  const backend = createBackend(
    createDirectory(() => undefined, tenant),
    auth0,
  );
  const send = async (operation: string, body?: object, headers?: Record<string, string>) =>
    sendDirectly(backend, operation, { body, headers });
  return { backend, auth0, send };
}

const batchOf = (...urls: readonly string[]) => ({
  requests: urls.map((url, index) => ({ id: String(index), method: "GET", url })),
});

describe("the stand-in of Graph", () => {
  it("lists all users once, page by page", async () => {
    const { send } = setUp();
    const ids: unknown[] = [];
    let link: unknown = `${GRAPH}/users?$select=displayName,jobTitle&$top=120`;
    let pages = 0;
    for (; typeof link === "string"; pages += 1) {
      const { body } = await send(`GET ${link}`);
      ids.push(...(body.value as object[]));
      link = body["@odata.nextLink"];
      expect(link ?? "$select=displayName,jobTitle&$skiptoken=").toContain(
        "$select=displayName,jobTitle&$skiptoken=",
      );
    }
    expect(pages).toBe(3);
    expect(ids).toEqual(
      PEOPLE.map(({ properties: { id, displayName } }) => ({ id, displayName, jobTitle: null })),
    );
  });

  it("expands managers with all their properties or their id", async () => {
    const { send } = setUp();
    const expand = async (value: string) => {
      const { body } = await send(`GET ${GRAPH}/users?$select=id&$top=2&$expand=${value}`);
      return body.value;
    };
    const type = { "@odata.type": "#microsoft.graph.user" };
    const first = { id: "id-0" };
    expect(await expand("manager")).toEqual([
      first,
      { id: "id-1", manager: { ...type, id: "id-0", displayName: "Person 0" } },
    ]);
    expect(await expand("manager(%24select%3Did)")).toEqual([
      first,
      { id: "id-1", manager: { ...type, id: "id-0" } },
    ]);
  });

  it.each([
    ["pages of more than 999 users", "/users?$top=1000"],
    ["a selection of a manager's properties, if told so", "/users?$expand=manager($select=id)"],
    ["a count without its header", "/users/$count"],
  ])("refuses %s", async (_, path) => {
    const { status } = await setUp({ refusesSelectInExpand: true }).send(`GET ${GRAPH}${path}`);
    expect(status).toBe(400);
  });

  it("counts users", async () => {
    const count = async (changes?: Partial<EntraTenant>) => {
      const headers = { consistencylevel: "eventual" };
      return (await setUp(changes).send(`GET ${GRAPH}/users/$count`, undefined, headers)).bytes.toString();
    };
    expect([await count(), await count({ userCount: 7 })]).toEqual(["250", "7"]);
  });

  it("answers the parts of a batch in another order", async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff]);
    const photo = { bytes, type: "image/jpeg", etag: '"1"' };
    const user = createUser({ id: "id-0" }, { photo });
    const { backend, send } = setUp({ honoursIfNoneMatch: true, findUser: () => user });
    const { requests } = batchOf("/users/id-0", "/users/id-0/photo/$value", "users/id-0/photo/$value");
    const conditional = requests.map((part) =>
      part.id === "2" ? { ...part, headers: { "If-None-Match": '"1"' } } : part,
    );
    const { body } = await send(`POST ${GRAPH}/$batch`, { requests: conditional });
    expect(body.responses).toEqual([
      { id: "2", status: 304, headers: { ETag: '"1"' } },
      {
        id: "1",
        status: 200,
        headers: { "Content-Type": "image/jpeg", ETag: '"1"' },
        body: bytes.toString("base64"),
      },
      { id: "0", status: 200, headers: { "Content-Type": "application/json" }, body: { id: "id-0" } },
    ]);
    const exchanges = backend.exchanges.map(({ target, isBatched }) => [target, isBatched]);
    expect(exchanges).toEqual([
      ["batch", false],
      ["user", true],
      ["photo", true],
      ["photo", true],
    ]);
  });

  it("lets a test replace or omit parts of a batch, and refuses more than 20", async () => {
    const { backend, send } = setUp();
    backend.overridePart = ({ subject }) =>
      subject === "id-1" ? null : { status: 429, headers: { "retry-after": "3" }, body: "slow down" };
    const { body } = await send(`POST ${GRAPH}/$batch`, batchOf("/users/id-1", "/users/id-2"));
    const headers = { "Content-Type": "text/plain", "Retry-After": "3" };
    expect(body.responses).toEqual([{ id: "1", status: 429, headers, body: "slow down" }]);
    const urls = Array.from({ length: 21 }, () => "/users/id-1");
    expect(await send(`POST ${GRAPH}/$batch`, batchOf(...urls))).toMatchObject({ status: 400 });
  });
});

describe("the stand-in of Auth0", () => {
  it("merges app_metadata into the stored user and knows no others", async () => {
    const { auth0, send } = setUp();
    const changes = { app_metadata: { entra: { profile: { oid: "new" } }, roles: null }, email: "ignored" };
    const { body } = await send(`PATCH ${API}/users/waad%7Cid-3`, changes);
    const expected = { ...ACCOUNTS[3], app_metadata: { entra: { profile: { oid: "new" } } } };
    expect([body, auth0.users?.get("waad|id-3")]).toEqual([expected, expected]);
    const missing = { statusCode: 404, errorCode: "inexistent_user" };
    expect(await send(`PATCH ${API}/users/other`, changes)).toMatchObject({ status: 404, body: missing });
  });

  it("finds users by the terms of a query", async () => {
    const { auth0, send } = setUp();
    auth0.users?.set('a"\\b', { user_id: 'a"\\b' });
    auth0.searchPageLimit = 2;
    const q = [
      String.raw`user_id:"a\"\\b"`,
      'identities.user_id:"id-7"',
      'app_metadata.entra.profile.oid:"id-8"',
    ];
    const search = async (query: string, rest = "") =>
      send(`GET ${API}/users?q=${encodeURIComponent(query)}&include_totals=true${rest}`);
    const { body } = await search(q.join(" OR "), "&per_page=100");
    expect(body).toMatchObject({ start: 0, limit: 2, length: 2, total: 3 });
    const { body: next } = await search(q.join(" OR "), "&per_page=100&page=1");
    expect(next.users).toEqual([{ user_id: 'a"\\b' }]);
    const invalid = [await search("user_id:*"), await search("", "&per_page=100&page=10")];
    expect(invalid.map(({ status }) => status)).toEqual([400, 400]);
  });

  it("lists connections without their options", async () => {
    const { auth0, send } = setUp();
    auth0.connections = [
      { id: "con_1", name: "entra", strategy: "waad", options: { client_secret: "secret" } },
      { id: "con_2", name: "others", strategy: "oidc" },
    ];
    const { body } = await send(`GET ${API}/connections?strategy=waad&include_totals=true`);
    const connections = [{ id: "con_1", name: "entra", strategy: "waad" }];
    expect(body).toEqual({ connections, start: 0, limit: 50, length: 1, total: 1 });
    const { body: plain } = await send(`GET ${API}/connections?fields=id&include_fields=true`);
    expect(plain).toEqual([{ id: "con_1" }, { id: "con_2" }]);
  });

  it("exports the requested fields of all users", async () => {
    const { send } = setUp();
    const names = ["user_id", "app_metadata.entra.profile", "app_metadata.entra.none", "user_metadata.x"];
    const { body: job } = await send(`POST ${API}/jobs/users-exports`, {
      format: "json",
      fields: names.map((name) => ({ name })),
    });
    const statuses: unknown[] = [job.status];
    let location = "";
    for (let reads = 0; reads < 3; reads += 1) {
      const { body } = await send(`GET ${API}/jobs/${String(job.id)}`);
      statuses.push(body.status);
      location = String(body.location);
    }
    expect(statuses).toEqual(["pending", "pending", "processing", "completed"]);
    const { headers, bytes } = await send(`GET ${location}`);
    expect(headers["content-type"]).toBe("application/gzip");
    const lines = gunzipSync(bytes).toString().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      PEOPLE.map(({ properties: { id } }) => ({
        user_id: `waad|${id}`,
        app_metadata: { entra: { profile: { oid: id } } },
      })),
    );
    const refused = await send(`GET ${location}`, undefined, { authorization: "Bearer token" });
    expect(refused.status).toBe(400);
  });

  it("ends exports in the way that a test chooses", async () => {
    const { auth0, send } = setUp();
    auth0.readsUntilExported = 0;
    auth0.exportUsers = function* () {
      yield { user_id: "generated", app_metadata: { large: true } };
    };
    auth0.exportedText = (gzip) => gzip.subarray(0, 5);
    const { body: job } = await send(`POST ${API}/jobs/users-exports`, {});
    const read = async () => (await send(`GET ${API}/jobs/${String(job.id)}`)).body;
    const { location } = await read();
    expect((await send(`GET ${String(location)}`)).bytes).toHaveLength(5);
    auth0.exportedText = undefined;
    expect(gunzipSync((await send(`GET ${String(location)}`)).bytes).toString()).toBe(
      '{"user_id":"generated"}\n',
    );
    auth0.exportStatus = "failed";
    expect((await read()).status).toBe("failed");
    expect((await send(`GET ${String(location)}`)).status).toBe(403);
  });

  it("limits requests to what its bucket holds", async () => {
    const { auth0, send } = setUp();
    let time = 1_000_000;
    const bucket = createBucket({ size: 2, perSecond: 0.5, now: () => time });
    auth0.rateLimits = { reads: bucket, writes: bucket };
    const read = async () => {
      const { status, headers } = await send(`GET ${API}/users/waad%7Cid-1`);
      return [status, headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]];
    };
    expect([await read(), await read(), await read()]).toEqual([
      [200, "1", "1002"],
      [200, "0", "1004"],
      [429, "0", "1004"],
    ]);
    time += 2000;
    expect(await read()).toEqual([200, "0", "1006"]);
    expect(bucket.lowest).toBe(0);
  });
});
