/**
 * A token that is renewed before it expires, because a run can take hours.
 *
 * @module
 */

import { Failure, copyOf } from "../http/failure";
import type { AccessToken } from "../tokens/token-cache";
import { type Waiting, pause, retryDelayMs, settleUnlessStopped, withTimeout } from "./waiting";

/** Milliseconds before its expiry at which a token is replaced; half of its lifetime if that is shorter. */
const MARGIN_MS = 300_000;
const TIMEOUT_MS = 30_000;

export interface RenewedToken {
  /** @throws {@link Failure} if there is no token, and without a request if the app was refused before */
  current(): Promise<string>;
  /** Replaces `value`, which was refused, at the next use. */
  drop(value: string): void;
}

/** Creates a token that is requested when it is first used. */
export function createRenewedToken(
  waiting: Waiting,
  request: (signal: AbortSignal) => Promise<AccessToken>,
): RenewedToken {
  let token: { readonly value: string; readonly renewAt: number } | undefined;
  let refusal: Failure | undefined;
  let pending: Promise<string> | undefined;
  const renew = async () => {
    try {
      const { value, expiresAt } = await requestWithRetries(waiting, request);
      const lifetimeMs = expiresAt - Date.now();
      token = { value, renewAt: expiresAt - Math.min(MARGIN_MS, lifetimeMs / 2) };
      return value;
    } catch (error) {
      if (error instanceof Failure && error.reason === "credentials") refusal = error;
      throw error;
    } finally {
      pending = undefined;
    }
  };
  return {
    async current() {
      if (refusal) throw copyOf(refusal);
      if (token && Date.now() < token.renewAt) return token.value;
      pending ??= renew();
      return pending;
    },
    drop(value) {
      if (token?.value === value) token = undefined;
    },
  };
}

async function requestWithRetries(
  waiting: Waiting,
  request: (signal: AbortSignal) => Promise<AccessToken>,
): Promise<AccessToken> {
  for (let attempt = 1; ; attempt++) {
    const token = await settleUnlessStopped(withTimeout(waiting.stop, TIMEOUT_MS, request));
    if (!(token instanceof Failure)) return token;
    const delayMs = retryDelayMs(token, attempt);
    if (delayMs === undefined) throw token;
    await pause(waiting, delayMs);
  }
}
