/**
 * Connections that the configuration of this computer prevents. The Action and the sync only report that a request
 * failed, so they would blame the service.
 *
 * @module
 */

import https from "node:https";
import { describeCertificateError } from "./hosts";
import { describeProxyFailure } from "./proxy-failure";

export interface ConnectionErrors {
  /**
   * What to do about a proxy that gives no connection, or a certificate that is not trusted; `undefined` if neither
   * was the last result of a host.
   */
  describe(): string | undefined;
  /** Ends watching. */
  stop(): void;
}

/** Starts watching all requests. Keeps one error for each host, so that it can watch for hours. */
export function watchConnectionErrors(): ConnectionErrors {
  const original = https.request;
  const errors = new Map<string, unknown>();
  https.request = ((url: URL, ...options: [https.RequestOptions]) => {
    const request = original(url, ...options);
    request.on("error", (error) => errors.set(url.host, error));
    request.on("response", () => errors.delete(url.host));
    return request;
  }) as typeof https.request;
  return {
    describe() {
      const texts = [...errors].map(
        ([host, error]) => describeProxyFailure(error) ?? describeCertificateError(host, error),
      );
      return texts.find((text) => text !== undefined);
    },
    stop() {
      https.request = original;
    },
  };
}
