/**
 * Client of the Management API: the requests of a deployment, with retries and errors that say what to do.
 *
 * @module
 */

import { type Management, ManagementClient } from "auth0";
import type { Clock } from "../../http/clock";
import type { Report } from "../shared/report";
import type { Credentials } from "./credentials";
import { toUserError } from "./errors";
import { withRetries } from "./retry";

export type Action = Management.Action;
export type Binding = Management.ActionBinding;
export type BindingRef = Management.ActionBindingWithRef;

/** Sent with every list request, because without it the client cannot tell a last page from a full one. */
const PER_PAGE = 50;

/** Timeout of one request and its response, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface ManagementApi {
  readonly domain: string;
  /** Scopes of the token. `undefined` before the first request, and if Auth0 does not name them. */
  scopes(): readonly string[] | undefined;
  listActions(): Promise<Action[]>;
  readAction(id: string): Promise<Action>;
  createAction(request: Management.CreateActionRequestContent): Promise<Action>;
  updateAction(id: string, request: Management.UpdateActionRequestContent): Promise<Action>;
  /** Errors of failed builds, newest version first. */
  buildErrors(id: string): Promise<string[]>;
  /** Runs the draft in Auth0's runtime. */
  testDraft(id: string, event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  deployDraft(id: string): Promise<Management.DeployActionResponseContent>;
  listBindings(): Promise<Binding[]>;
  updateBindings(bindings: BindingRef[]): Promise<Binding[]>;
}

/** Sends no request before the first call. All errors have a message that says what to do. */
export function createManagementApi(
  credentials: Credentials,
  trigger: string,
  { report, clock }: { readonly report: Report; readonly clock: Clock },
): ManagementApi {
  const { domain, clientId, clientSecret } = credentials;
  const tokens = watchTokenResponses(domain);
  const { actions } = new ManagementClient({
    domain,
    clientId,
    clientSecret,
    timeoutInSeconds: REQUEST_TIMEOUT_MS / 1000,
    maxRetries: 0,
    telemetry: false,
    fetch: tokens.fetch,
  });
  const triggerId = trigger as Management.ActionTriggerTypeEnum;
  const send = async <T>(purpose: string, request: () => Promise<T>, isRead = false): Promise<T> => {
    try {
      return await withRetries(request, { isRead, report, clock });
    } catch (error) {
      const tokenStatus = tokens.errorStatus();
      throw toUserError(error, { purpose, credentials, tokenStatus, now: clock.now() });
    }
  };
  const read = async <T>(purpose: string, request: () => Promise<T>) => send(purpose, request, true);
  return {
    domain,
    scopes: tokens.scopes,
    listActions: async () =>
      read("read the Actions", async () => readAllPages(await actions.list({ per_page: PER_PAGE }))),
    readAction: async (id) => read("read the Action", () => actions.get(id)),
    createAction: async (request) => send("create the Action", () => actions.create(request)),
    updateAction: async (id, request) => send("update the Action", () => actions.update(id, request)),
    buildErrors: async (id) =>
      read("read the build", async () => {
        const { data } = await actions.versions.list(id, { per_page: PER_PAGE });
        return data.flatMap(({ errors }) => messagesOf(errors));
      }),
    testDraft: async (id, event) =>
      send("test the draft", async () => (await actions.test(id, { payload: { event } })).payload ?? {}),
    deployDraft: async (id) => send("deploy the Action", () => actions.deploy(id)),
    listBindings: async () =>
      read("read the flow", async () =>
        readAllPages(await actions.triggers.bindings.list(triggerId, { per_page: PER_PAGE })),
      ),
    updateBindings: async (bindings) =>
      send("update the flow", async () => {
        const updated = await actions.triggers.bindings.updateMany(triggerId, { bindings });
        return updated.bindings ?? [];
      }),
  };
}

/** Messages of errors in Auth0's format. */
export function messagesOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { msg?: unknown } | null) =>
    typeof error?.msg === "string" ? [error.msg] : [],
  );
}

interface Pages<T> extends AsyncIterable<T> {
  readonly response: { readonly total?: number | undefined };
}

async function readAllPages<T>(pages: Pages<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  const { total } = pages.response;
  // Writing an incomplete list would delete what is missing.
  if (total !== undefined && total !== items.length) {
    throw new IncompleteListError(`Auth0 counts ${total} entries and listed ${items.length}`);
  }
  return items;
}

/** A list changed while it was read, or its pages do not add up. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
}

/** A `fetch` that keeps scopes and status of the token response, which the client does not expose. */
function watchTokenResponses(domain: string) {
  const tokenUrl = `https://${domain}/oauth/token`;
  let scopes: readonly string[] | undefined;
  let errorStatus: number | undefined;
  const watchedFetch: typeof fetch = async (input, init) => {
    // A redirect would send the secret or the token to another host.
    const response = await fetch(input, { ...init, redirect: "error" });
    if (input === tokenUrl) {
      errorStatus = response.ok ? undefined : response.status;
      const body: unknown = response.ok ? await response.clone().json() : undefined;
      const scope = (body as { scope?: unknown } | undefined)?.scope;
      if (typeof scope === "string") scopes = scope.split(" ");
    }
    return response;
  };
  return { fetch: watchedFetch, scopes: () => scopes, errorStatus: () => errorStatus };
}
