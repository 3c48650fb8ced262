/**
 * Downloads the file of an export: gzip with one JSON document per line. It is read as a stream, because it can be larger
 * than the memory of the run.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Failure, failureOfStatus } from "../../http/failure";
import { countParsed } from "../memory";
import type { SyncRun } from "../run";
import { throwIfStopped } from "../waiting";

/** Milliseconds without any data after which a download is abandoned. */
const IDLE_MS = 60_000;
/** Bytes of a line. A user has at most 10 kB in Auth0, or some more with an extended allowance. */
const MAX_LINE_BYTES = 4_000_000;
const NEW_LINE = 0x0a;

export interface LineHandlers {
  /** Called for each user. */
  readonly onUser: (user: unknown) => void;
  /** Called for each line that is not JSON. */
  readonly onBrokenLine: () => void;
}

/**
 * Reads the file, which another host serves. The request has no token.
 *
 * @throws {@link Failure} `unavailable` if the file breaks off, `invalid` if it is not one
 */
export async function downloadLines(run: SyncRun, location: string, handlers: LineHandlers): Promise<void> {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url?.protocol !== "https:") throw new Failure("invalid");
  const response = await open(url, run.stop);
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.destroy();
    throw failureOfStatus(status, response.headers) ?? new Failure("invalid");
  }
  try {
    await pipeline(
      response,
      createGunzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const line of linesOf(chunks)) handleLine(line, handlers);
      },
      { signal: run.stop },
    );
  } catch (error) {
    throwIfStopped(run);
    if (error instanceof Failure) throw error;
    // The file is truncated or damaged, or the connection broke.
    throw new Failure("unavailable");
  }
}

async function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      reject(new Failure("unavailable"));
    };
    const outgoing = request(url, { signal, agent: false }, resolve);
    outgoing.setTimeout(IDLE_MS, () => outgoing.destroy(new Error("no data")));
    outgoing.on("error", fail).end();
  });
}

function handleLine(line: string, { onUser, onBrokenLine }: LineHandlers): void {
  if (line.trim() === "") return;
  countParsed(line.length);
  let user: unknown;
  try {
    user = JSON.parse(line);
  } catch {
    onBrokenLine();
    return;
  }
  onUser(user);
}

/** Lines of UTF-8 text. @throws {@link Failure} `too_large` for a line that no user can have */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, start)) {
      yield Buffer.concat([...pending, chunk.subarray(start, end)]).toString("utf8");
      [pending, bytes, start] = [[], 0, end + 1];
    }
    const rest = chunk.subarray(start);
    bytes += rest.length;
    if (bytes > MAX_LINE_BYTES) throw new Failure("too_large");
    if (rest.length > 0) pending.push(rest);
  }
  if (pending.length > 0) yield Buffer.concat(pending).toString("utf8");
}
