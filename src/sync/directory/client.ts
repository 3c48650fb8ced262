/**
 * Requests to Microsoft Graph in a run: at low priority, so that logins are served first, and repeated after throttling
 * and outages.
 *
 * @module
 * @see https://learn.microsoft.com/graph/throttling
 */

import { type GraphReader, type GraphResponse, toGraphResponse } from "../../graph/client";
import { type HttpRequest, send } from "../../http/client";
import { Failure, failureOfStatus, unwrap } from "../../http/failure";
import { requestEntraToken } from "../../tokens/entra";
import { createRenewedToken } from "../renewed-token";
import type { SyncRun } from "../run";
import { pause, retryDelayMs, settleUnlessStopped, withTimeout } from "../waiting";

/** Milliseconds of one request. */
const TIMEOUT_MS = 60_000;

/** Of every request. Graph throttles low priority first. The manager part reads an error message. */
const HEADERS = { "accept-language": "en-US", "x-ms-throttle-priority": "Low" };

/** Requests to one tenant. */
export interface DirectoryClient extends GraphReader {
  /** As `get`, but a timeout is not repeated. */
  getPage(path: string, maxBytes: number): Promise<GraphResponse>;
  /** Sends JSON. */
  post(path: string, body: unknown, maxBytes: number): Promise<GraphResponse>;
}

/** Creates a client. Its token is requested when it is first used, and renewed. */
export function createDirectoryClient(run: SyncRun, tenantId: string): DirectoryClient {
  const { settings, graphApp } = run.configuration;
  const { cloud } = settings;
  const hosts = [new URL(cloud.graph).host];
  const token = createRenewedToken(run, async (signal) =>
    requestEntraToken(graphApp, tenantId, cloud, signal),
  );
  const urlOf = (path: string) => (path.startsWith("https:") ? path : `${cloud.graph}/v1.0${path}`);
  const sendOnce = async (path: string, request: HttpRequest, maxBytes: number, value: string) => {
    const headers = { ...HEADERS, ...request.headers, authorization: `Bearer ${value}` };
    run.timeline.count("graph");
    return withTimeout(run.stop, TIMEOUT_MS, async (signal) =>
      toGraphResponse(await send(urlOf(path), { ...request, headers }, { hosts, signal, maxBytes })),
    );
  };
  const sendWithRetries = async (path: string, request: HttpRequest, maxBytes: number, isPage = false) => {
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const value = await token.current();
      const result = await settleUnlessStopped(sendOnce(path, request, maxBytes, value));
      const failure = failureOf(result);
      if (failure?.details.status === 429) run.timeline.count("graphThrottled");
      if (failure?.details.status === 401 && !isRenewed) {
        isRenewed = true;
        token.drop(value);
        continue;
      }
      const isFinal = isPage && failure?.reason === "timeout";
      const delayMs = failure && !isFinal ? retryDelayMs(failure, attempt) : undefined;
      if (delayMs === undefined) return unwrap(result);
      await pause(run, delayMs);
    }
  };
  return {
    origin: cloud.graph,
    get: async (path, maxBytes, headers = {}) => sendWithRetries(path, { headers }, maxBytes),
    getPage: async (path, maxBytes) => sendWithRetries(path, {}, maxBytes, true),
    post: async (path, body, maxBytes) => {
      const headers = { "content-type": "application/json" };
      return sendWithRetries(path, { method: "POST", headers, body: JSON.stringify(body) }, maxBytes);
    },
  };
}

function failureOf(result: GraphResponse | Failure): Failure | undefined {
  return result instanceof Failure ? result : failureOfStatus(result.status, result.headers);
}
