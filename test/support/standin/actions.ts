/**
 * The Management API's Actions, with the rules that a deployment meets: paged lists, a draft that must be built before
 * it is deployed and live before it is bound, a flow that is replaced as a whole, and secrets that are never returned.
 * Messages and shapes are those of recorded responses.
 *
 * @module
 * @see https://github.com/auth0/go-auth0/tree/main/test/data/recordings
 */

import { type StoredAction, createAction, createBindings, runDraft, viewAction } from "./action-store";
import { auth0Error, managementHandler } from "./auth0";
import { type Handler, type HandlerContext, type HttpResponse, bodyOf, queryOf } from "./handler";

export const listActions = managementHandler(["read:actions"], (context) =>
  respondPage(context, "actions", context.auth0.actions.map(viewAction)),
);

export const listBindings = managementHandler(["read:actions"], (context) =>
  respondPage(context, "bindings", context.auth0.flow),
);

export const listVersions = managementHandler(["read:actions"], (context) =>
  respondPage(context, "versions", []),
);

export const listModules = managementHandler(["read:actions"], (context) =>
  respondPage(context, "modules", []),
);

export const createDraft = managementHandler(["create:actions"], (context) => {
  const { actions } = context.auth0;
  const body = bodyOf(context.request);
  if (actions.some(({ name }) => name === body.name)) {
    return auth0Error(409, "Conflict", "An action with the same name already exists.");
  }
  const action = createAction(body);
  actions.push(action);
  return { status: 201, body: viewAction(action) };
});

export const readAction = actionHandler("read:actions", (action, { auth0 }) => {
  advance(action, auth0);
  return { body: viewAction(action) };
});

export const updateDraft = actionHandler("update:actions", (action, context) => {
  const body = bodyOf(context.request);
  const { code, runtime, dependencies, secrets } = createAction({ ...action, ...body });
  const changes = { code, runtime, dependencies, secrets: body.secrets ? secrets : action.secrets };
  Object.assign(action, changes, { status: "pending", reads: 0 });
  return { body: viewAction(action) };
});

export const testDraft = actionHandler("create:actions", (action, context) => ({
  body: runDraft(action, bodyOf(context.request)),
}));

export const deployDraft = actionHandler("create:actions", (action, { auth0 }) => {
  if (action.status !== "built") {
    advance(action, auth0);
    const message = "A draft must be in the 'built' state before it can be deployed.";
    return auth0Error(400, "Bad Request", message);
  }
  const number = (action.deployed?.number ?? 0) + 1;
  const { code, runtime, secrets } = action;
  action.deployed = { id: `${action.id}-v${number}`, number, code, runtime, secrets: [...secrets] };
  action.reads = 0;
  const { secrets: names } = viewAction(action);
  return { body: { ...action.deployed, secrets: names, deployed: false, status: "built" } };
});

export const updateBindings = managementHandler(["update:actions"], (context) => {
  const result = createBindings(context.auth0, bodyOf(context.request).bindings);
  if (typeof result === "string") return auth0Error(400, "Bad Request", result);
  context.auth0.flow = result;
  return { body: { bindings: result } };
});

function actionHandler(
  scope: string,
  handle: (action: StoredAction, context: HandlerContext) => HttpResponse,
): Handler {
  return managementHandler([scope], (context) => {
    const action = context.auth0.actions.find(({ id }) => id === context.subject);
    return action ? handle(action, context) : auth0Error(404, "Not Found", "That action does not exist.");
  });
}

/** Builds and deployments finish while a client polls the Action. */
function advance(
  action: StoredAction,
  { readsUntilBuilt, readsUntilLive, buildStatus }: HandlerContext["auth0"],
): void {
  action.reads += 1;
  if (action.status !== "built" && action.status !== "failed") {
    action.status = action.reads >= readsUntilBuilt ? buildStatus : "building";
  } else if (action.reads >= readsUntilLive) {
    action.live = action.deployed;
  }
}

function respondPage({ request }: HandlerContext, name: string, all: readonly unknown[]): HttpResponse {
  const query = queryOf(request);
  const page = Number(query.get("page") ?? 0);
  const per_page = Number(query.get("per_page") ?? 50);
  if (per_page > 100) {
    return auth0Error(400, "Bad Request", "Query validation error: 'per_page' must be at most 100");
  }
  const items = all.slice(page * per_page, (page + 1) * per_page);
  return { body: { [name]: items, total: all.length, page, per_page } };
}
