import { addVersion, createAction, createBinding } from "./support/standin/action-store";
import { createAuth0Tenant } from "./support/standin/auth0-tenant";
import { createBackend, respondTo } from "./support/standin/backend";
import { createDirectory } from "./support/standin/directory";
import { sendDirectly } from "./support/standin/direct";
import { AUTH0_CUSTOM_DOMAIN, AUTH0_DOMAIN } from "./support/standin/server";
import { UNUSABLE, quoteSecrets } from "./support/standin/unusable";

const API = `https://${AUTH0_DOMAIN}/api/v2/actions`;
const BINDINGS = "triggers/post-login/bindings";
const SECRETS = [{ name: "KEY", value: "one" }];

/** A tenant with one Action, whose versions have the given code. The latest is live, and the draft is the same. */
function setUp(...codes: readonly string[]) {
  const action = createAction({ name: "Ours", status: "built", secrets: SECRETS });
  for (const code of codes) {
    action.code = code;
    action.live = addVersion(action);
  }
  const auth0 = createAuth0Tenant({
    actions: [action],
    tokens: new Map([["token", undefined]]),
    now: () => Date.parse("2026-03-01T10:00:00Z"),
  });
  const backend = createBackend(
    createDirectory(() => undefined),
    auth0,
  );
  const send = async (operation: string, body?: object | null) => {
    const [method = "", path = ""] = operation.split(" ");
    return sendDirectly(backend, `${method} ${API}/${path}`, { body });
  };
  const own = `actions/${action.id}`;
  const readDraft = async () => (await send(`GET ${own}`)).body;
  return { action, auth0, backend, send, own, readDraft };
}

describe("versions of the stand-in's Actions", () => {
  it("are added by deployments, and listed newest first in pages, with secrets by name only", async () => {
    const { send, own } = setUp("first");
    const deployed = await send(`POST ${own}/deploy`);
    expect(deployed.body).toMatchObject({ number: 2, deployed: false, status: "built" });
    expect(deployed.body).not.toHaveProperty("built_at");
    await send(`GET ${own}`);
    const { body } = await send(`GET ${own}/versions`);
    expect(body).toMatchObject({
      total: 2,
      page: 0,
      per_page: 50,
      versions: [
        {
          number: 2,
          deployed: true,
          code: "first",
          runtime: "node22",
          dependencies: [],
          supported_triggers: [{ id: "post-login", version: "v3" }],
          created_at: "2026-03-01T10:00:00.000000000Z",
          built_at: "2026-03-01T10:00:00.000000000Z",
          action: { name: "Ours" },
        },
        { number: 1, deployed: false, secrets: [{ name: "KEY" }] },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('"value"');
    const { body: next } = await send(`GET ${own}/versions?per_page=1&page=1`);
    expect(next).toMatchObject({ total: 2, page: 1, versions: [{ number: 1 }] });
  });

  it("are listed oldest first if a test wants that", async () => {
    const { auth0, send, own } = setUp("first", "second");
    auth0.isOldestVersionFirst = true;
    const { body } = await send(`GET ${own}/versions`);
    expect(body.versions).toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  it("are read by id", async () => {
    const { action, send, own } = setUp("first", "second");
    const { body } = await send(`GET ${own}/versions/${action.versions[0]?.id}`);
    expect(body).toMatchObject({ number: 1, code: "first", deployed: false });
    const missing = { status: 404, body: { statusCode: 404, error: "Not Found" } };
    expect(await send(`GET ${own}/versions/other`)).toMatchObject(missing);
    expect(await send("GET actions/other/versions")).toMatchObject(missing);
  });

  it("are copied by a rollback, which keeps the draft and is live after some reads", async () => {
    const { action, auth0, send, own, readDraft } = setUp("first", "second");
    auth0.readsUntilLive = 2;
    const { body } = await send(`POST ${own}/versions/${action.versions[0]?.id}/deploy`, null);
    expect(body).toMatchObject({ number: 3, code: "first", deployed: false });
    expect(await readDraft()).toMatchObject({ deployed_version: { number: 2 }, all_changes_deployed: false });
    expect(await readDraft()).toMatchObject({
      code: "second",
      status: "built",
      deployed_version: { id: body.id, number: 3, code: "first", deployed: true },
      all_changes_deployed: false,
    });
  });

  it("replace the draft in a rollback with update_draft", async () => {
    const { action, send, own, readDraft } = setUp("first");
    const draft = { code: "new", dependencies: [{ name: "auth0", version: "4.0.0" }], secrets: [] };
    await send(`PATCH ${own}`, { ...draft, runtime: "node18" });
    await send(`POST ${own}/versions/${action.versions[0]?.id}/deploy`, { update_draft: true });
    expect(await readDraft()).toMatchObject({
      ...{ code: "first", runtime: "node22", dependencies: [], status: "built" },
      ...{ deployed_version: { number: 2 }, all_changes_deployed: true },
    });
    expect(action.secrets).toEqual(SECRETS);
  });

  it("need the scope create:actions for a rollback and delete:actions for a deletion", async () => {
    const { action, auth0, send, own } = setUp("first");
    auth0.tokens.set("token", ["read:actions", "update:actions"]);
    const rollback = await send(`POST ${own}/versions/${action.versions[0]?.id}/deploy`);
    const deletion = await send(`DELETE ${own}`);
    expect([rollback.status, deletion.status]).toEqual([403, 403]);
    expect(rollback.body.message).toContain("create:actions");
    expect(deletion.body.message).toContain("delete:actions");
  });

  it("cannot be deployed if they do not exist", async () => {
    const { action, send, own } = setUp("first");
    expect(await send(`POST ${own}/versions/other/deploy`)).toMatchObject({ status: 404 });
    expect(action.versions).toHaveLength(1);
  });
});

describe("drafts of the stand-in's Actions", () => {
  it("store supported_triggers, and keep secrets that the request does not have", async () => {
    const { action, send, own, readDraft } = setUp("first");
    const supported_triggers = [{ id: "credentials-exchange", version: "v2" }];
    const { body } = await send(`PATCH ${own}`, { supported_triggers });
    expect(body).toMatchObject({ supported_triggers, status: "pending", all_changes_deployed: false });
    expect(action.secrets).toEqual(SECRETS);
    expect(await readDraft()).toMatchObject({ status: "built", all_changes_deployed: false });
  });

  it.each([
    [{ code: 1 }, "'Expected type string but found type integer' on property code."],
    [{ code: null }, "'Expected type string but found type null' on property code."],
    [{ runtime: "node99" }, "'No enum match for: \"node99\"' on property runtime."],
    [{ dependencies: {} }, "'Expected type array but found type object' on property dependencies."],
    [
      { dependencies: [{ name: "a", version: "1.0.0" }, { name: "b" }] },
      "'Missing required property: version' on property dependencies[1].",
    ],
  ])("are refused with %j", async (body, reason) => {
    const { action, auth0, send, own } = setUp("first");
    const before = structuredClone(action);
    const message = `Payload validation error: ${reason}`;
    const refusal = { statusCode: 400, error: "Bad Request", message, errorCode: "invalid_body" };
    expect(await send(`PATCH ${own}`, body)).toMatchObject({ status: 400, body: refusal });
    expect(await send("POST actions", { name: "Other", ...body })).toMatchObject({ body: refusal });
    expect(auth0.actions).toEqual([before]);
  });
});

describe("deletions in the stand-in", () => {
  it("are refused while the Action is bound, and possible after an empty flow was stored", async () => {
    const { action, auth0, send, own } = setUp("first");
    auth0.flow = [createBinding(action)];
    const message = "Unable to delete an action bound to a trigger.";
    const refusal = { status: 409, body: { statusCode: 409, error: "Conflict", message } };
    expect(await send(`DELETE ${own}`)).toMatchObject(refusal);
    expect(await send(`DELETE ${own}?force=false`)).toMatchObject(refusal);
    expect((await send(`PATCH ${BINDINGS}`, { bindings: [] })).body).toEqual({ bindings: [] });
    expect((await send(`GET ${BINDINGS}`)).body).toMatchObject({ bindings: [], total: 0 });
    const { status, bytes } = await send(`DELETE ${own}`);
    expect([status, bytes.length]).toEqual([204, 0]);
    expect((await send("GET actions")).body).toMatchObject({ actions: [], total: 0 });
    expect(await send(`GET ${own}`)).toMatchObject({ status: 404 });
    expect(await send(`DELETE ${own}`)).toMatchObject({ status: 404 });
  });

  it("remove the Action's bindings with force, and no others", async () => {
    const { action, auth0, send, own } = setUp("first");
    const other = createAction({ name: "Other" });
    auth0.actions.push(other);
    auth0.flow = [createBinding(action), createBinding(other)];
    expect(await send(`DELETE ${own}?force=true`)).toMatchObject({ status: 204 });
    expect(auth0.flow.map(({ display_name }) => display_name)).toEqual(["Other"]);
    expect(auth0.actions).toEqual([other]);
  });

  it("keep the other bindings if a shorter flow is stored", async () => {
    const { action, auth0, send } = setUp("first");
    auth0.flow = [createBinding(action, "one"), createBinding(action, "two")];
    const bindings = [{ ref: { type: "binding_id", value: auth0.flow[1]?.id } }];
    await send(`PATCH ${BINDINGS}`, { bindings });
    expect(auth0.flow.map(({ display_name }) => display_name)).toEqual(["two"]);
  });
});

describe("unusable responses of the stand-in", () => {
  it.each([
    ["an HTML page", "<!doctype html><p>Sign in</p>"],
    ["an empty object", "{}"],
    ["an empty list", "[]"],
    ["null instead of a list", '{"actions":null,"bindings":null,"versions":null}'],
  ] as const)("replace the response to any operation: %s", async (name, text) => {
    const { action, auth0, backend, send, own } = setUp("first");
    backend.override = respondTo("DELETE /actions/actions/{id}", UNUSABLE[name]);
    const { status, bytes } = await send(`DELETE ${own}`);
    expect([status, bytes.toString()]).toEqual([200, text]);
    expect(auth0.actions).toEqual([action]);
  });

  it("can contain the values of secrets that were sent", async () => {
    const { backend, send, own } = setUp("first");
    backend.override = respondTo("PATCH /actions/actions/{id}", quoteSecrets);
    const { status, body } = await send(`PATCH ${own}`, { secrets: [{ name: "KEY", value: "sent" }] });
    expect([status, body.message]).toEqual([400, expect.stringContaining("sent")]);
  });
});

describe("the token endpoint of the stand-in's custom domain", () => {
  it("refuses the audience of that domain, and accepts the canonical one", async () => {
    const { backend, auth0 } = setUp();
    const request = async (domain: string) =>
      sendDirectly(backend, `POST https://${AUTH0_CUSTOM_DOMAIN}/oauth/token`, {
        body: { client_id: "client", client_secret: "secret", audience: `https://${domain}/api/v2/` },
        headers: { "content-type": "application/json" },
      });
    const error_description = `Service not enabled within domain: https://${AUTH0_CUSTOM_DOMAIN}/api/v2/`;
    expect(await request(AUTH0_CUSTOM_DOMAIN)).toMatchObject({
      status: 403,
      body: { error: "access_denied", error_description },
    });
    const { status, body } = await request(AUTH0_DOMAIN);
    expect(status).toBe(200);
    expect(auth0.tokens.has(String(body.access_token))).toBe(true);
  });
});
