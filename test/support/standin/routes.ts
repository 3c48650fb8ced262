/**
 * All requests that the stand-in recognizes. To add one, add an entry with its handler here.
 *
 * @module
 */

import * as actions from "./actions";
import { respondManagementToken } from "./auth0";
import { listConnections } from "./auth0-connections";
import { createExport, downloadExport, readJob } from "./auth0-exports";
import { respondUserRead, respondUserWrite, searchUsers } from "./auth0-users";
import { respondEntraToken } from "./entra";
import { respondDirectReports, respondGroups, respondManager, respondPhoto, respondUser } from "./graph";
import { respondBatch } from "./graph-batch";
import { respondUserCount, respondUsers } from "./graph-list";
import { type Handler, parseParameters } from "./handler";
import {
  AUTH0_CUSTOM_DOMAIN,
  AUTH0_DOMAIN,
  EXPORTS_HOST,
  GRAPH_HOSTS,
  LOGIN_HOSTS,
  type StandInRequest,
} from "./server";

const AUTH0_HOSTS = [AUTH0_DOMAIN, AUTH0_CUSTOM_DOMAIN];

/** Hosts and base path of each API. */
const APIS = {
  entra: { hosts: LOGIN_HOSTS, basePath: "" },
  graph: { hosts: GRAPH_HOSTS, basePath: "/v1.0" },
  management: { hosts: AUTH0_HOSTS, basePath: "/api/v2" },
  auth0: { hosts: AUTH0_HOSTS, basePath: "" },
  exports: { hosts: [EXPORTS_HOST], basePath: "" },
} as const;
export type Api = keyof typeof APIS;

const BINDINGS = "/actions/triggers/post-login/bindings";

/** Target, API, operation and handler. `{id}` becomes the subject of the request. The first match counts. */
const ENTRIES = [
  ["entraToken", "entra", "POST /{id}/oauth2/v2.0/token", respondEntraToken],
  ["users", "graph", "GET /users", respondUsers],
  ["userCount", "graph", "GET /users/$count", respondUserCount],
  ["batch", "graph", "POST /$batch", respondBatch],
  ["user", "graph", "GET /users/{id}", respondUser],
  ["photo", "graph", "GET /users/{id}/photo/$value", respondPhoto],
  ["photoSized", "graph", "GET /users/{id}/photos/{size}/$value", respondPhoto],
  ["manager", "graph", "GET /users/{id}/manager", respondManager],
  ["directReports", "graph", "GET /users/{id}/directReports", respondDirectReports],
  ["groups", "graph", "GET /users/{id}/transitiveMemberOf", respondGroups],
  ["groups", "graph", "GET /users/{id}/transitiveMemberOf/microsoft.graph.group", respondGroups],
  ["managementToken", "auth0", "POST /oauth/token", respondManagementToken],
  ["userSearch", "management", "GET /users", searchUsers],
  ["userRead", "management", "GET /users/{id}", respondUserRead],
  ["userWrite", "management", "PATCH /users/{id}", respondUserWrite],
  ["listConnections", "management", "GET /connections", listConnections],
  ["createExport", "management", "POST /jobs/users-exports", createExport],
  ["readJob", "management", "GET /jobs/{id}", readJob],
  ["downloadExport", "exports", "GET /{id}/users.json.gz", downloadExport],
  ["listActions", "management", "GET /actions/actions", actions.listActions],
  ["createDraft", "management", "POST /actions/actions", actions.createDraft],
  ["readAction", "management", "GET /actions/actions/{id}", actions.readAction],
  ["updateDraft", "management", "PATCH /actions/actions/{id}", actions.updateDraft],
  ["deleteAction", "management", "DELETE /actions/actions/{id}", actions.deleteAction],
  ["testDraft", "management", "POST /actions/actions/{id}/test", actions.testDraft],
  ["deployDraft", "management", "POST /actions/actions/{id}/deploy", actions.deployDraft],
  ["listVersions", "management", "GET /actions/actions/{id}/versions", actions.listVersions],
  ["readVersion", "management", "GET /actions/actions/{id}/versions/{version}", actions.readVersion],
  [
    "deployVersion",
    "management",
    "POST /actions/actions/{id}/versions/{version}/deploy",
    actions.deployVersion,
  ],
  ["listModules", "management", "GET /actions/modules", actions.listModules],
  ["listBindings", "management", `GET ${BINDINGS}`, actions.listBindings],
  ["updateBindings", "management", `PATCH ${BINDINGS}`, actions.updateBindings],
] as const satisfies readonly (readonly [string, Api, string, Handler])[];

export type Target = (typeof ENTRIES)[number][0] | "unknown";

export interface Route {
  readonly target: Target;
  readonly api: Api | undefined;
  /** Method and path template, for example `GET /users/{id}`. */
  readonly operation: string;
  /** Decoded `{id}` of the path, or the client id of a Management token request. Empty if there is none. */
  readonly subject: string;
  readonly handler: Handler;
}

interface CompiledEntry extends Omit<Route, "subject"> {
  readonly method: string;
  readonly pattern: RegExp;
}

const ROUTES: readonly CompiledEntry[] = ENTRIES.map(([target, api, operation, handler]) => {
  const [method = "", path = ""] = operation.split(" ");
  return { target, api, operation, handler, method, pattern: compile(path) };
});

/** Recognizes a request by its host, method and path. */
export function recognizeRequest(request: StandInRequest): Route {
  const { method, host } = request;
  const [path = ""] = request.path.split("?");
  const api = (Object.keys(APIS) as Api[]).find(
    (name) => APIS[name].hosts.some((known) => known === host) && path.startsWith(APIS[name].basePath),
  );
  const relativePath = api ? path.slice(APIS[api].basePath.length) : path;
  for (const route of ROUTES) {
    if (route.api !== api || route.method !== method) continue;
    const match = route.pattern.exec(relativePath);
    if (!match) continue;
    const { target, operation, handler } = route;
    const subject =
      target === "managementToken" ? (parseParameters(request).client_id ?? "") : decodeId(match.groups?.id);
    return { target, api, operation, subject, handler };
  }
  const operation = `${method} ${relativePath}`;
  return { target: "unknown", api, operation, subject: "", handler: respondUnknown };
}

/** Both of OData's forms, `/users/{id}` and `/users('{id}')`, are recognized. */
function compile(path: string): RegExp {
  const escaped = path.replace(/[$.]/g, "\\$&");
  const pattern = escaped.replace("/{id}", "(?<id>/[^/]+|\\('[^/]*'\\))").replace(/\{\w+\}/, "[^/]+");
  return new RegExp(`^${pattern}$`);
}

function decodeId(segment = ""): string {
  const isQuoted = segment.startsWith("('");
  const id = isQuoted ? segment.slice(2, -2).replaceAll("''", "'") : segment.slice(1);
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

const respondUnknown: Handler = ({ operation }) => {
  const message = `the stand-in does not know ${operation}`;
  return { status: 404, body: { statusCode: 404, error: "Not Found", message } };
};
