/** A Graph client with given responses, for tests of single parts. @module */

import type { GraphClient, GraphReader, GraphResponse } from "../../src/graph/client";
import type { JsonObject } from "../../src/json";
import type { ReadContext } from "../../src/parts/part";

export const ORIGIN = "https://graph.microsoft.com";
export const USER = "/users/87d349ed-44d7-43e1-9a83-5f2406dee5bd";

export function response(
  status: number,
  body: unknown = "",
  headers: Record<string, string> = {},
): GraphResponse {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const error = (body as { error?: { code: string; message?: string } } | null)?.error;
  return {
    status,
    headers,
    body: Buffer.from(bytes),
    error: error && status >= 400 ? { code: error.code, message: error.message ?? "" } : undefined,
  };
}

/** Graph's error JSON. */
export const graphError = (code: string, message = "") => ({ error: { code, message } });

export interface FakeGraph extends GraphClient {
  readonly requests: { path: string; headers: Readonly<Record<string, string>> }[];
}

/** Returns the given responses in order. */
export function fakeGraph(...responses: GraphResponse[]): FakeGraph {
  const requests: FakeGraph["requests"] = [];
  const pending = [...responses];
  return {
    origin: ORIGIN,
    isTokenAccepted: () => true,
    requests,
    async get(path, _, headers = {}) {
      requests.push({ path, headers });
      const next = pending.shift();
      if (!next) throw new Error(`unexpected request: ${path}`);
      return Promise.resolve(next);
    },
  };
}

/** Context of a read, with the claims of a native Entra user. */
export function contextFor(graph: GraphReader, more: Partial<ReadContext> = {}): ReadContext {
  const stored: { metadata: JsonObject; entra: JsonObject } = { metadata: {}, entra: {} };
  return {
    graph,
    claims: { attributes: { oid: "claimed", city: "Bern" }, userId: "u", native: true },
    userPath: USER,
    tenantId: "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071",
    oid: "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
    stored,
    wasRead: false,
    ...more,
  };
}
