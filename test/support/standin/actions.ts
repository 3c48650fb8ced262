/**
 * The Management API's Actions, with the rules that a deployment meets: paged lists, a draft that must be built before
 * it is deployed and live before it is bound, a flow that is replaced as a whole, and secrets that are never returned.
 * Messages and shapes are those of recorded responses.
 *
 * @module
 * @see https://github.com/auth0/go-auth0/tree/v1.30.0/test/data/recordings
 */

import { refusePayload } from "./action-payload";
import {
  type StoredAction,
  addVersion,
  createAction,
  createBindings,
  runDraft,
  viewAction,
  viewVersionOf,
} from "./action-store";
import { type StoredVersion, copyContent, formatTime } from "./action-versions";
import { auth0Error, managementHandler } from "./auth0";
import { type Handler, type HandlerContext, type HttpResponse, bodyOf, queryOf } from "./handler";

export const listActions = managementHandler(["read:actions"], (context) =>
  respondPage(context, "actions", context.auth0.actions.map(viewAction)),
);

export const listBindings = managementHandler(["read:actions"], (context) =>
  respondPage(context, "bindings", context.auth0.flow),
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
  const refusal = refusePayload(body);
  if (refusal) return refusal;
  const action = createAction(body, context.auth0.now());
  actions.push(action);
  return { status: 201, body: viewAction(action) };
});

export const readAction = actionHandler("read:actions", (action, { auth0 }) => {
  advance(action, auth0);
  return { body: viewAction(action) };
});

/** Properties that the request does not have keep their values, secrets too. */
export const updateDraft = actionHandler("update:actions", (action, { request, auth0 }) => {
  const body = bodyOf(request);
  const refusal = refusePayload(body);
  if (refusal) return refusal;
  const changes = copyContent({ ...action, ...body });
  const updated_at = formatTime(auth0.now());
  Object.assign(action, changes, { status: "pending", draftReads: 0, updated_at });
  return { body: viewAction(action) };
});

/**
 * Deletes an Action with its versions. `force` removes its bindings too.
 *
 * @see https://auth0.com/docs/api/management/v2/actions/delete-action
 * @see https://github.com/auth0/terraform-provider-auth0/issues/1550
 */
export const deleteAction = actionHandler("delete:actions", (action, { request, auth0 }) => {
  const others = auth0.flow.filter((binding) => binding.action.id !== action.id);
  if (others.length < auth0.flow.length && queryOf(request).get("force") !== "true") {
    return auth0Error(409, "Conflict", "Unable to delete an action bound to a trigger.");
  }
  auth0.flow = others;
  auth0.actions.splice(auth0.actions.indexOf(action), 1);
  return { status: 204 };
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
  return { body: viewVersionOf(action, addVersion(action, action, auth0.now())) };
});

/** Auth0 does not document the order of versions. */
export const listVersions = actionHandler("read:actions", (action, context) => {
  const versions = action.versions.map((version) => viewVersionOf(action, version));
  return respondPage(context, "versions", context.auth0.isOldestVersionFirst ? versions : versions.reverse());
});

export const readVersion = versionHandler("read:actions", (version, action) => ({
  body: viewVersionOf(action, version),
}));

/**
 * Rolls back: deploys a copy of a version, which gets the next number.
 *
 * @see https://auth0.com/docs/api/management/v2/actions/post-deploy-draft-version
 * @see https://github.com/auth0/go-auth0/blob/v1.30.0/test/data/recordings/TestActionManager_DeployVersion.yaml
 */
export const deployVersion = versionHandler("create:actions", (version, action, { request, auth0 }) => {
  const now = auth0.now();
  const copy = addVersion(action, version, now);
  if (bodyOf(request).update_draft === true) {
    Object.assign(action, copyContent(version), { status: "built", updated_at: formatTime(now) });
  }
  return { body: viewVersionOf(action, copy) };
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

function versionHandler(
  scope: string,
  handle: (version: StoredVersion, action: StoredAction, context: HandlerContext) => HttpResponse,
): Handler {
  return actionHandler(scope, (action, context) => {
    const [, requested] = /\/versions\/([^/?]+)/.exec(context.request.path) ?? [];
    const version = action.versions.find(({ id }) => id === requested);
    return version
      ? handle(version, action, context)
      : auth0Error(404, "Not Found", "That action version does not exist.");
  });
}

/** Builds and deployments finish while a client polls the Action. */
function advance(
  action: StoredAction,
  { readsUntilBuilt, readsUntilLive, buildStatus }: HandlerContext["auth0"],
): void {
  if (action.status !== "built" && action.status !== "failed") {
    action.draftReads += 1;
    action.status = action.draftReads >= readsUntilBuilt ? buildStatus : "building";
  }
  if (action.live !== action.deployed) {
    action.deploymentReads += 1;
    if (action.deploymentReads >= readsUntilLive) action.live = action.deployed;
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
