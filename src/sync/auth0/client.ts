/**
 * Requests to the Management API in a run: paced, and repeated if nothing was changed.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2
 */

import { type HttpResponse, parseJson, send } from "../../http/client";
import { Failure, copyOf, toFailure } from "../../http/failure";
import { type Json, isRecord } from "../../json";
import { requestToken } from "../../management/client";
import { failureOfCall, failureOfWrite } from "../../management/responses";
import { createRenewedToken } from "../renewed-token";
import type { SyncRun } from "../run";
import { pause, retryDelayMs, settleUnlessStopped, withTimeout } from "../waiting";
import { RateLimiter, type RequestKind, rateLimitIn } from "./rate-limits";

/** Milliseconds of one request. */
const TIMEOUT_MS = 30_000;
/** Bytes of a page of 100 users with photos and all plans. */
const MAX_BYTES = 32_000_000;

export interface Auth0Client {
  /** Reads JSON. @param path below `/api/v2` @throws {@link Failure} */
  read(path: string): Promise<unknown>;
  /** Starts a job. @throws {@link Failure} */
  startJob(path: string, body: unknown): Promise<unknown>;
  /** The whole user. @throws {@link Failure} `user_not_found` */
  readUser(userId: string): Promise<Record<string, unknown>>;
  /**
   * Merges `changes` into the first level of `app_metadata`; `null` removes. Is repeated after 429 only, and never
   * abandoned.
   *
   * @throws {@link Failure}
   */
  writeAppMetadata(userId: string, changes: Readonly<Record<string, Json>>): Promise<void>;
}

interface Request {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
  readonly check: (response: HttpResponse) => Failure | undefined;
}

/** Creates the client of a run. Its token is requested when it is first used, and renewed. */
export function createAuth0Client(run: SyncRun): Auth0Client {
  const { management } = run.configuration;
  const token = createRenewedToken(run, async (signal) => {
    try {
      return await requestToken(management, signal);
    } catch (error) {
      throw copyOf(toFailure(error), { service: "auth0" });
    }
  });
  const limiter = new RateLimiter(run);
  const sendWithRetries = async (request: Request): Promise<unknown> => {
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const value = await token.current();
      const result = await sendOnce(run, limiter, request, value);
      if (!(result instanceof Failure)) return parseJson(result);
      if (result.details.status === 401 && !isRenewed) {
        isRenewed = true;
        token.drop(value);
        continue;
      }
      const isRepeatable = request.method === "GET" || result.reason === "throttled";
      const delayMs = isRepeatable ? retryDelayMs(result, attempt) : undefined;
      if (delayMs === undefined) throw result;
      await pause(run, delayMs);
    }
  };
  const read = async (path: string) => sendWithRetries({ method: "GET", path, check: failureOfCall });
  return {
    read,
    startJob: async (path, body) => sendWithRetries({ method: "POST", path, body, check: failureOfCall }),
    async readUser(userId) {
      const user = await read(pathOf(userId));
      if (!isRecord(user)) throw new Failure("invalid", { service: "auth0" });
      return user;
    },
    async writeAppMetadata(userId, changes) {
      const body = { app_metadata: changes };
      await sendWithRetries({ method: "PATCH", path: pathOf(userId), body, check: failureOfWrite });
    },
  };
}

function pathOf(userId: string): string {
  return `/users/${encodeURIComponent(userId)}`;
}

async function sendOnce(
  run: SyncRun,
  limiter: RateLimiter,
  { method, path, body, check }: Request,
  token: string,
): Promise<HttpResponse | Failure> {
  const { domain } = run.configuration.management;
  const { timeline } = run;
  const kind: RequestKind = method === "GET" ? "read" : "write";
  const headers = {
    authorization: `Bearer ${token}`,
    "x-correlation-id": run.id,
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  // A write that has begun is finished, so that the summary tells what was written.
  const stop = method === "PATCH" ? undefined : run.stop;
  const response = await settleUnlessStopped(
    limiter.run(kind, async () => {
      // A job changes no user.
      timeline.count(method === "PATCH" ? "writes" : "reads");
      return withTimeout(stop, TIMEOUT_MS, async (signal) =>
        send(
          `https://${domain}/api/v2${path}`,
          { method, headers, body: body === undefined ? undefined : JSON.stringify(body) },
          { hosts: [domain], signal, maxBytes: MAX_BYTES },
        ),
      );
    }),
  );
  const rateLimit = response instanceof Failure ? undefined : rateLimitIn(response.headers);
  if (rateLimit) timeline.addRateLimit(kind, rateLimit);
  const failure = response instanceof Failure ? response : check(response);
  if (!failure) return response;
  if (failure.details.status === 429) timeline.count("auth0Throttled");
  return new Failure(failure.reason, { ...failure.details, service: "auth0" });
}
