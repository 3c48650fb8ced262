/**
 * The edge to Microsoft Graph for one login: one token for all reads, whole answers, no retry of the SDK's.
 *
 * @module
 */

import type { GraphRequest } from "@microsoft/microsoft-graph-client";
import { own, ownText } from "../mapping/json";
import type { Budget } from "../network/budget";
import { type Answer, type DoorLimits, type Outgoing, jsonIn, openDoor } from "../network/door";
import { Failure, failureOfStatus } from "../network/failure";
import { loadGraphClient } from "../packages";
import type { GraphToken, GraphTokenSource } from "../tokens/source";

/** Answer of Graph, its body read up to the cap. */
export interface GraphAnswer extends Answer {
  /** Code and message of Graph's error JSON, where the body is that. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface GraphSession {
  /** Of Graph in the tenant's cloud. */
  readonly origin: string;
  /**
   * One GET below `/v1.0`, or of a next link.
   *
   * @param headers beyond those of every request
   * @param capBytes of the body
   * @throws {@link Failure} where there is no answer, and for 401, once repeated with another token
   */
  get(path: string, capBytes: number, headers?: Readonly<Record<string, string>>): Promise<GraphAnswer>;
}

/** Creates the edge. @param onSent told when a request is on its way */
export function createGraphSession(
  origin: string,
  tokens: GraphTokenSource,
  budget: Budget,
  onSent: () => void = () => {},
): GraphSession {
  const signal = budget.reads;
  const hosts = [new URL(origin).host];
  return {
    origin,
    async get(path, capBytes, headers = {}) {
      const limits = { hosts, signal, capBytes, onSent };
      const once = async ({ value }: GraphToken) =>
        request(path, { ...headers, authorization: `Bearer ${value}` }, origin, limits, budget);
      let token = await tokens.current();
      let answer = await once(token);
      if (answer.status === 401) {
        const next = await tokens.renew(token);
        if (next) {
          token = next;
          answer = await once(token);
        }
      }
      if (answer.status !== 401 && answer.status !== 403) return answer;
      tokens.refused(token);
      if (answer.status === 403 && answer.error && isAboutMailbox(answer.error.code)) return answer;
      const reason = answer.status === 401 ? "credentials" : "permission";
      throw new Failure(reason, { delegated: token.kind === "delegated" });
    },
  };
}

/** Whether Graph's error is about the mailbox that would hold a photo, and not about the person. */
export function isAboutMailbox(code: string): boolean {
  return code.startsWith("Mailbox");
}

/**
 * Whether 404 says that the directory does not know the user, and not that the user has no manager.
 *
 * @see https://learn.microsoft.com/graph/api/user-list-manager
 */
export function isUserNotFound({ status, error }: GraphAnswer): boolean {
  return status === 404 && error?.code === "Request_ResourceNotFound" && !error.message.includes("'manager'");
}

/**
 * Whether Graph says that there is none.
 *
 * @throws {@link Failure} for 404 that says something else: nobody there to have one, or no word of Graph's at all
 */
export function isNone(answer: GraphAnswer): boolean {
  if (answer.status !== 404) return false;
  if (isUserNotFound(answer)) throw new Failure("user_not_found");
  if (!answer.error) throw new Failure("invalid");
  return true;
}

/** The answer, or the failure that its status stands for; 304 and 404 are the caller's to understand. */
export function expectAnswer(answer: GraphAnswer): GraphAnswer {
  const failure = failureOfStatus(answer.status, answer.headers);
  if (failure) throw failure;
  return answer;
}

/** The answer's body as JSON. @throws {@link Failure} `invalid` where it is none */
export function jsonOf(answer: GraphAnswer): unknown {
  if (answer.status !== 200) throw new Failure("invalid");
  const json = jsonIn(answer);
  if (json === undefined) throw new Failure("invalid");
  return json;
}

async function request(
  path: string,
  headers: Readonly<Record<string, string>>,
  origin: string,
  limits: DoorLimits,
  budget: Budget,
): Promise<GraphAnswer> {
  const { Client, ResponseType } = budget.uncounted(loadGraphClient);
  const door = openDoor(limits);
  // The SDK's own chain retries through an abort and follows redirects; its links load `fetch` for a look at its types.
  const middleware = {
    async execute(link: { request: unknown; options?: unknown; response?: unknown }) {
      const { headers: sent = {} } = link.options as Outgoing;
      link.response = await door.send(String(link.request), { headers: sent });
    },
  };
  const client = Client.initWithMiddleware({ baseUrl: `${origin}/`, middleware });
  // The language of error messages, of which one is looked at.
  const prepared: GraphRequest = client.api(path).headers({ "accept-language": "en-US", ...headers });
  try {
    // Asked for raw, the SDK hands on whatever its last link has put there.
    const answer = (await prepared.responseType(ResponseType.RAW).get()) as Answer;
    return { ...answer, error: answer.status >= 400 ? errorIn(answer) : undefined };
  } catch (error) {
    throw door.failureOf(error) ?? new Failure("invalid");
  }
}

function errorIn(answer: Answer): GraphAnswer["error"] {
  const error = own(jsonIn(answer), "error");
  const code = own(error, "code");
  // Graph's errors may have an empty code.
  return typeof code === "string" ? { code, message: ownText(error, "message") ?? "" } : undefined;
}
