/**
 * Sends the requests of a command through the proxy in its environment. Node.js applies `HTTPS_PROXY` only to its default
 * agent, only in recent versions, and only on request.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";
import https from "node:https";
import { TunnelAgent } from "./proxy-agent";
import { isExcluded, readProxySettings } from "./proxy-settings";

/**
 * Runs `work` with the proxy of `HTTPS_PROXY` or `ALL_PROXY`, if there is one, for all hosts that `NO_PROXY` does not
 * exclude.
 *
 * @throws if the URL of the proxy is not valid
 */
export async function withProxy<T>(
  environment: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const stop = useProxy(environment);
  try {
    return await work();
  } finally {
    stop();
  }
}

/** @returns a function that ends this and closes the connections */
function useProxy(environment: Readonly<Record<string, string>>): () => void {
  const settings = readProxySettings(environment);
  if (!settings) return () => {};
  const original = https.request;
  const agent = new TunnelAgent(settings);
  https.request = ((
    url: URL,
    options: https.RequestOptions,
    onResponse?: (response: IncomingMessage) => void,
  ) => {
    const isProxied = isOfAction(options.agent) && !isExcluded(url, settings.noProxy);
    return original(url, isProxied ? { ...options, agent } : options, onResponse);
  }) as typeof https.request;
  return () => {
    https.request = original;
    agent.destroy();
  };
}

/** Agents of nock, which replays recorded responses, have a class of their own. */
function isOfAction(agent: https.RequestOptions["agent"]): boolean {
  return !agent || Object.getPrototypeOf(agent) === https.Agent.prototype;
}
