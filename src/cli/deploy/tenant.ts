/**
 * The edge to the Management API: what a deployment reads and writes there, and what its refusals mean.
 *
 * @module
 */

import { type Management, ManagementClient } from "auth0";
import type { Credentials } from "./credentials";
import { explain } from "./refusal";
import { patiently } from "./patience";
import type { Clock } from "../shared/context";
import type { Report } from "../shared/report";

export type Action = Management.Action;
export type Binding = Management.ActionBinding;
export type BindingRef = Management.ActionBindingWithRef;

/** Asked for explicitly: left out, the client cannot tell a last page from a full one. */
const PER_PAGE = 50;

/** Milliseconds for one request, its answer included. */
const REQUEST_MS = 30_000;

export interface Tenant {
  readonly domain: string;
  /** What the token may do, as far as Auth0 has said so; known after the first request. */
  scopes(): readonly string[] | undefined;
  actions(): Promise<Action[]>;
  action(id: string): Promise<Action>;
  create(request: Management.CreateActionRequestContent): Promise<Action>;
  update(id: string, request: Management.UpdateActionRequestContent): Promise<Action>;
  /** Errors of builds that failed, newest version first. */
  buildErrors(id: string): Promise<string[]>;
  /** Runs the draft in Auth0's own runtime. */
  test(id: string, event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  deploy(id: string): Promise<Management.DeployActionResponseContent>;
  bindings(): Promise<Binding[]>;
  bind(bindings: BindingRef[]): Promise<Binding[]>;
}

/** Nothing is sent before the first call. Every failure is an error whose message says what to do. */
export function connect(credentials: Credentials, trigger: string, report: Report, clock: Clock): Tenant {
  const { domain, clientId, clientSecret } = credentials;
  const door = watchToken(domain);
  const { actions } = new ManagementClient({
    domain,
    clientId,
    clientSecret,
    timeoutInSeconds: REQUEST_MS / 1000,
    maxRetries: 0,
    telemetry: false,
    fetch: door.fetch,
  });
  const triggerId = trigger as Management.ActionTriggerTypeEnum;
  const ask = async <T>(what: string, request: () => Promise<T>, isRead = false): Promise<T> => {
    try {
      return await patiently(request, { isRead, report, clock });
    } catch (error) {
      throw explain(error, { what, credentials, tokenRefused: door.refused(), now: clock.now() });
    }
  };
  const read = async <T>(what: string, request: () => Promise<T>) => ask(what, request, true);
  return {
    domain,
    scopes: door.scopes,
    actions: async () =>
      read("read the Actions", async () => allPages(await actions.list({ per_page: PER_PAGE }))),
    action: async (id) => read("read the Action", () => actions.get(id)),
    create: async (request) => ask("create the Action", () => actions.create(request)),
    update: async (id, request) => ask("update the Action", () => actions.update(id, request)),
    buildErrors: async (id) =>
      read("read the build", async () => {
        const { data } = await actions.versions.list(id, { per_page: PER_PAGE });
        return data.flatMap(({ errors }) => messagesOf(errors));
      }),
    test: async (id, event) =>
      ask("try the draft", async () => (await actions.test(id, { payload: { event } })).payload ?? {}),
    deploy: async (id) => ask("deploy the Action", () => actions.deploy(id)),
    bindings: async () =>
      read("read the flow", async () =>
        allPages(await actions.triggers.bindings.list(triggerId, { per_page: PER_PAGE })),
      ),
    bind: async (bindings) =>
      ask("write the flow", async () => {
        const written = await actions.triggers.bindings.updateMany(triggerId, { bindings });
        return written.bindings ?? [];
      }),
  };
}

/** Messages of errors in Auth0's own form. */
export function messagesOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { msg?: unknown } | null) =>
    typeof error?.msg === "string" ? [error.msg] : [],
  );
}

interface Pages<T> extends AsyncIterable<T> {
  readonly response: { readonly total?: number | undefined };
}

async function allPages<T>(pages: Pages<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  const { total } = pages.response;
  // A list with holes must never be written back: what is missing from it would be gone.
  if (total !== undefined && total !== items.length) {
    throw new IncompleteListError(`Auth0 counts ${total} and listed ${items.length}`);
  }
  return items;
}

/** A list changed while it was read, or its pages do not add up. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
}

/** `fetch` that keeps what the token request said: the client hands out neither scopes nor which request failed. */
function watchToken(domain: string) {
  const tokenUrl = `https://${domain}/oauth/token`;
  let scopes: readonly string[] | undefined;
  let refused: number | undefined;
  const watched: typeof fetch = async (input, init) => {
    // A redirect would take the secret, or the token, to another address.
    const response = await fetch(input, { ...init, redirect: "error" });
    if (input === tokenUrl) {
      refused = response.ok ? undefined : response.status;
      const body: unknown = response.ok ? await response.clone().json() : undefined;
      const scope = (body as { scope?: unknown } | undefined)?.scope;
      if (typeof scope === "string") scopes = scope.split(" ");
    }
    return response;
  };
  return { fetch: watched, scopes: () => scopes, refused: () => refused };
}
