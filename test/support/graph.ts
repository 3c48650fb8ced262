/** A Graph that answers from a list, for tests of single parts. @module */

import type { GraphResponse, GraphClient } from "../../src/graph/client";
import type { JsonObject } from "../../src/json";
import type { ReadContext } from "../../src/parts/part";

export const ORIGIN = "https://graph.microsoft.com";
export const USER = "/users/87d349ed-44d7-43e1-9a83-5f2406dee5bd";

export function answer(
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
  readonly asked: { path: string; headers: Readonly<Record<string, string>> }[];
}

/** Answers one after the other. */
export function fakeGraph(...answers: GraphResponse[]): FakeGraph {
  const asked: FakeGraph["asked"] = [];
  const left = [...answers];
  return {
    origin: ORIGIN,
    isTokenAccepted: () => true,
    asked,
    async get(path, _, headers = {}) {
      asked.push({ path, headers });
      const next = left.shift();
      if (!next) throw new Error(`not expected: ${path}`);
      return Promise.resolve(next);
    },
  };
}

/** What a part is read with. */
export function contextFor(graph: GraphClient, more: Partial<ReadContext> = {}): ReadContext {
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
