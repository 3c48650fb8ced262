/**
 * Client of the Management API: the requests about Actions, with retries and errors that say what to do.
 *
 * @module
 */

import { type Management, ManagementClient } from "auth0";
import type { Clock } from "../../../http/clock";
import { Failure } from "../../../http/failure";
import type { Hosts } from "../hosts";
import type { NamedValue } from "../redact";
import type { Report } from "../report";
import type { Credentials } from "./credentials";
import { toUserError } from "./errors";
import { readAllPages, requireShape } from "./pages";
import { action, actionPage, bindingPage, testRun, version, versionPage } from "./shapes";
import { withRetries } from "./retry";
import { type ScopedToken, requestScopedToken } from "./token";
import { REQUEST_TIMEOUT_MS, createSdkTransport } from "./transport";

export type Action = Management.Action;
export type ActionVersion = Management.ActionVersion;
export type Binding = Management.ActionBinding;
export type BindingRef = Management.ActionBindingWithRef;

/** Sent with every list request. Without it, the SDK does not recognize the last page. */
const PER_PAGE = 50;

export interface ManagementApi {
  readonly domain: string;
  /** Scopes of the token. `undefined` before the first request, and if Auth0 does not name them. */
  scopes(): readonly string[] | undefined;
  listActions(): Promise<Action[]>;
  readAction(id: string): Promise<Action>;
  createAction(request: Management.CreateActionRequestContent): Promise<Action>;
  updateAction(id: string, request: Management.UpdateActionRequestContent): Promise<Action>;
  deleteAction(id: string): Promise<void>;
  listVersions(id: string): Promise<ActionVersion[]>;
  /** Runs the draft in Auth0's runtime. */
  testDraft(id: string, event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  deployDraft(id: string): Promise<Management.DeployActionResponseContent>;
  /** Creates and deploys a copy of a version, and makes it the draft. */
  deployVersion(id: string, version: string): Promise<Management.DeployActionVersionResponseContent>;
  listBindings(): Promise<Binding[]>;
  updateBindings(bindings: BindingRef[]): Promise<Binding[]>;
}

export interface ManagementApiOptions {
  readonly credentials: Credentials;
  /** ID of the trigger whose flow is read and written. */
  readonly trigger: string;
  /** Values that no error message may contain. */
  readonly secrets: readonly NamedValue[];
  readonly hosts: Hosts;
  readonly report: Report;
  readonly clock: Clock;
}

/** Sends no request before the first call. All errors have a message that says what to do. */
export function createManagementApi(options: ManagementApiOptions): ManagementApi {
  const { actions, read, write, scopes } = connect(options);
  const { trigger, credentials } = options;
  const triggerId = trigger as Management.ActionTriggerTypeEnum;
  return {
    domain: credentials.domain,
    scopes,
    listActions: async () =>
      read("read the Actions", async () =>
        readAllPages(await actions.list({ per_page: PER_PAGE }), actionPage),
      ),
    readAction: async (id) =>
      read("read the Action", async () => requireShape(await actions.get(id), action)),
    createAction: async (request) =>
      write("create the Action", async () => requireShape(await actions.create(request), action)),
    updateAction: async (id, request) =>
      write("update the Action", async () => requireShape(await actions.update(id, request), action)),
    deleteAction: async (id) =>
      write("delete the Action", async () => {
        const { rawResponse } = await actions.delete(id).withRawResponse();
        // Any other success is not a response of Auth0.
        if (rawResponse.status !== 204) throw new Failure("invalid", { status: rawResponse.status });
      }),
    listVersions: async (id) =>
      read("read the versions", async () =>
        readAllPages(await actions.versions.list(id, { per_page: PER_PAGE }), versionPage),
      ),
    testDraft: async (id, event) =>
      write("test the draft", async () => {
        const { payload } = requireShape(await actions.test(id, { payload: { event } }), testRun);
        return payload ?? {};
      }),
    deployDraft: async (id) =>
      write("deploy the Action", async () => requireShape(await actions.deploy(id), version)),
    deployVersion: async (id, versionId) =>
      write("deploy the version", async () =>
        requireShape(await actions.versions.deploy(id, versionId, { update_draft: true }), version),
      ),
    listBindings: async () =>
      read("read the flow", async () =>
        readAllPages(await actions.triggers.bindings.list(triggerId, { per_page: PER_PAGE }), bindingPage),
      ),
    updateBindings: async (bindings) =>
      write("update the flow", async () => {
        const updated = await actions.triggers.bindings.updateMany(triggerId, { bindings });
        return requireShape(updated, bindingPage).bindings ?? [];
      }),
  };
}

type Send = <T>(purpose: string, request: () => Promise<T>) => Promise<T>;

/** The SDK's client of Actions, and functions that send its requests with a token, retries and errors for users. */
function connect(options: ManagementApiOptions) {
  const { credentials, report, clock } = options;
  const { domain } = credentials;
  const transport = createSdkTransport(domain);
  let token: ScopedToken | undefined;
  const { actions } = new ManagementClient({
    domain,
    token: () => token?.value ?? "",
    // The transport ends requests earlier, with an error that names the host.
    timeoutInSeconds: (2 * REQUEST_TIMEOUT_MS) / 1000,
    maxRetries: 0,
    telemetry: false,
    fetch: transport.fetch,
  });
  const sendOnce = async <T>(request: () => Promise<T>): Promise<T> => {
    token ??= await requestScopedToken(credentials, AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    try {
      return await request();
    } catch (error) {
      throw transport.failure() ?? error;
    }
  };
  const createSend =
    (isRead: boolean): Send =>
    async (purpose, request) => {
      report.waiting(`waiting for ${domain} to ${purpose}`);
      try {
        return await withRetries(async () => sendOnce(request), { isRead, report, clock });
      } catch (error) {
        throw toUserError(error, { ...options, purpose });
      }
    };
  return { actions, read: createSend(true), write: createSend(false), scopes: () => token?.scopes };
}
