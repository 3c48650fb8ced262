/**
 * Stands in for a tenant's Management API, with the rules that a deployment meets: paged lists, a draft that has to be
 * built before it is deployed and live before it is bound, a flow that is replaced as a whole, secrets that never come
 * back, and a token that may only do what it was granted. Wording and shapes are those of recorded answers.
 *
 * @module
 * @see https://github.com/auth0/go-auth0/tree/main/test/data/recordings
 */

import type { ServerResponse } from "node:http";
import { type Answer, type StandInRequest, sendJson } from "../standin/server";
import {
  bindAll,
  makeAction,
  type StoredAction,
  type StoredBinding,
  tryAction,
  view,
} from "./standin-actions";

export const DOMAIN = "contoso.eu.auth0.com";
const API = "/api/v2";

export interface TenantState {
  readonly actions: StoredAction[];
  /** The post-login flow. */
  flow: StoredBinding[];
  readonly clients: Map<string, { readonly secret: string; readonly scopes: readonly string[] }>;
}

/** Takes a request over before the tenant answers it. `true`: it has been answered, or never will be. */
export type Intercept = (operation: string, response: ServerResponse, request: StandInRequest) => boolean;

export interface StandInTenant {
  readonly state: TenantState;
  readonly answer: Answer;
  /** What was asked, as `PATCH /actions/actions/{id}`, in order, token requests left out. */
  readonly operations: string[];
  intercept: Intercept;
  /** How often an Action is looked at until its draft is built, and then until its new version is live. */
  buildLooks: number;
  liveLooks: number;
  /** Where builds end. */
  buildEnds: "built" | "failed" | "building";
}

export interface Call {
  readonly tenant: StandInTenant;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

/** Scopes by token. */
type Tokens = Map<string, readonly string[]>;

type Answered = readonly [status: number, body: unknown];

/** What an operation needs, by Auth0's reference, and what it answers. */
const OPERATIONS: Readonly<Record<string, readonly [scope: string, (call: Call) => Answered]>> = {
  "GET /actions/actions": [
    "read:actions",
    ({ tenant, query }) => page("actions", tenant.state.actions.map(view), query),
  ],
  "POST /actions/actions": ["create:actions", create],
  "GET /actions/actions/{id}": ["read:actions", look],
  "PATCH /actions/actions/{id}": ["update:actions", update],
  "POST /actions/actions/{id}/test": ["create:actions", (call) => withAction(call, tryAction)],
  "POST /actions/actions/{id}/deploy": ["create:actions", deployDraft],
  "GET /actions/actions/{id}/versions": ["read:actions", ({ query }) => page("versions", [], query)],
  "GET /actions/modules": ["read:actions", ({ query }) => page("modules", [], query)],
  "GET /actions/triggers/post-login/bindings": [
    "read:actions",
    ({ tenant, query }) => page("bindings", tenant.state.flow, query),
  ],
  "PATCH /actions/triggers/post-login/bindings": ["update:actions", bind],
};

/** A tenant without any Action. */
export function createTenant(): StandInTenant {
  const tokens: Tokens = new Map();
  const tenant: StandInTenant = {
    state: { actions: [], flow: [], clients: new Map() },
    operations: [],
    intercept: () => false,
    buildLooks: 1,
    liveLooks: 1,
    buildEnds: "built",
    answer: (request, response) => {
      answerAs(tenant, tokens, request, response);
    },
  };
  return tenant;
}

function answerAs(
  tenant: StandInTenant,
  tokens: Tokens,
  request: StandInRequest,
  response: ServerResponse,
): void {
  const url = new URL(request.path, `https://${request.host}`);
  if (request.host !== DOMAIN) {
    refuse(response, 404, "Not Found", "not this tenant");
    return;
  }
  if (url.pathname === "/oauth/token") {
    giveToken(tenant, tokens, request, response);
    return;
  }
  const [operation, id] = operationOf(request.method, url.pathname);
  tenant.operations.push(operation);
  if (tenant.intercept(operation, response, request)) return;
  const scopes = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
  const [scope, run] = OPERATIONS[operation] ?? [];
  if (!scopes) refuse(response, 401, "Unauthorized", "Invalid token");
  else if (!scope || !run) refuse(response, 404, "Not Found", "not stood in for");
  else if (!scopes.includes(scope)) {
    const message = `Insufficient scope, expected any of: ${scope}`;
    refuse(response, 403, "Forbidden", message, "insufficient_scope");
  } else {
    const body = (request.body ? JSON.parse(request.body) : {}) as Record<string, unknown>;
    const [status, answer] = run({ tenant, id, query: url.searchParams, body });
    sendJson(response, status, answer);
  }
}

/** An error as Auth0 answers it. */
export function refuse(
  response: ServerResponse,
  statusCode: number,
  error: string,
  message: string,
  errorCode?: string,
  headers: Record<string, string> = {},
): void {
  sendJson(
    response,
    statusCode,
    { statusCode, error, message, ...(errorCode ? { errorCode } : {}) },
    headers,
  );
}

function bad(statusCode: number, error: string, message: string): Answered {
  return [statusCode, { statusCode, error, message }];
}

function operationOf(method: string, path: string): [operation: string, id: string] {
  const [, id = ""] = /^\/api\/v2\/actions\/actions\/([^/]+)/.exec(path) ?? [];
  return [`${method} ${path.slice(API.length).replace(id || "\0", "{id}")}`, id];
}

function giveToken(
  { state, intercept }: StandInTenant,
  tokens: Tokens,
  request: StandInRequest,
  response: ServerResponse,
): void {
  if (intercept("POST /oauth/token", response, request)) return;
  const isJson = request.headers["content-type"]?.includes("json");
  const sent = isJson
    ? (JSON.parse(request.body) as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(request.body));
  const client = state.clients.get(sent.client_id ?? "");
  if (sent.audience !== `https://${DOMAIN}${API}/` || client?.secret !== sent.client_secret) {
    sendJson(response, 401, { error: "access_denied", error_description: "Unauthorized" });
    return;
  }
  if (!client || client.scopes.length === 0) {
    const error_description = `Client is not authorized to access "https://${DOMAIN}${API}/".`;
    sendJson(response, 403, { error: "access_denied", error_description });
    return;
  }
  const access_token = `standin-token-${tokens.size + 1}`;
  tokens.set(access_token, client.scopes);
  sendJson(response, 200, {
    access_token,
    scope: client.scopes.join(" "),
    expires_in: 86_400,
    token_type: "Bearer",
  });
}

function page(name: string, all: readonly unknown[], query: URLSearchParams): Answered {
  const number = Number(query.get("page") ?? 0);
  const size = Number(query.get("per_page") ?? 50);
  if (size > 100) return bad(400, "Bad Request", "Query validation error: 'per_page' must be at most 100");
  const items = all.slice(number * size, (number + 1) * size);
  return [200, { [name]: items, total: all.length, page: number, per_page: size }];
}

function withAction(
  { tenant, id, body }: Call,
  run: (action: StoredAction, body: Call["body"]) => Answered,
): Answered {
  const action = tenant.state.actions.find((candidate) => candidate.id === id);
  return action ? run(action, body) : bad(404, "Not Found", "That action does not exist.");
}

function create({ tenant, body }: Call): Answered {
  if (tenant.state.actions.some(({ name }) => name === body.name)) {
    return bad(409, "Conflict", "An action with the same name already exists.");
  }
  const action = makeAction(body);
  tenant.state.actions.push(action);
  return [201, view(action)];
}

function look(call: Call): Answered {
  const { buildLooks, buildEnds, liveLooks } = call.tenant;
  return withAction(call, (action) => {
    action.looks += 1;
    if (action.status !== "built" && action.status !== "failed") {
      action.status = action.looks >= buildLooks ? buildEnds : "building";
    } else if (action.looks >= liveLooks) {
      // A version goes live a moment after it was deployed.
      action.live = action.deployed;
    }
    return [200, view(action)];
  });
}

function update(call: Call): Answered {
  return withAction(call, (action, body) => {
    const { code, runtime, dependencies, secrets } = makeAction({ ...action, ...body });
    const changes = { code, runtime, dependencies, secrets: body.secrets ? secrets : action.secrets };
    Object.assign(action, changes, { status: "pending", looks: 0 });
    return [200, view(action)];
  });
}

function deployDraft(call: Call): Answered {
  return withAction(call, (action) => {
    if (action.status !== "built") {
      look(call);
      return bad(400, "Bad Request", "A draft must be in the 'built' state before it can be deployed.");
    }
    const number = (action.deployed?.number ?? 0) + 1;
    const { code, runtime, secrets } = action;
    action.deployed = { id: `${action.id}-v${number}`, number, code, runtime, secrets: [...secrets] };
    action.looks = 0;
    return [200, { ...action.deployed, secrets: view(action).secrets, deployed: false, status: "built" }];
  });
}

function bind({ tenant, body }: Call): Answered {
  const result = bindAll(tenant.state, body.bindings);
  if (typeof result === "string") return bad(400, "Bad Request", result);
  tenant.state.flow = result;
  return [200, { bindings: result }];
}
