/**
 * What goes over the wire while the Action runs, as it went.
 *
 * @module
 */

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Tape {
  /** In the order in which they were asked. */
  readonly exchanges: readonly Exchange[];
  /** Hosts that did not answer, or not to the end. */
  readonly silent: ReadonlySet<string>;
  stop(): void;
}

/** `Response` takes no body with these. */
const BODILESS = new Set([204, 205, 304]);
/** More than the Action reads of anything. */
const CAP_BYTES = 4_194_304;

/** Starts recording. Everything that the Action sends goes through `fetch`, whichever package asks. */
export function startTape(): Tape {
  const real = globalThis.fetch;
  const slots: (Exchange | undefined)[] = [];
  const silent = new Set<string>();
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const slot = slots.push(undefined) - 1;
    try {
      const response = await real(input, init);
      const body = await readAll(response);
      const { status, headers } = response;
      slots[slot] = { method: init?.method ?? "GET", url, status, headers, body };
      return new Response(BODILESS.has(status) ? null : body, { status, headers });
    } catch (error) {
      silent.add(new URL(url).host);
      throw error;
    }
  };
  return {
    get exchanges() {
      return slots.filter((exchange) => exchange !== undefined);
    },
    silent,
    stop() {
      globalThis.fetch = real;
    },
  };
}

async function readAll(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > CAP_BYTES) throw new Error("more than is ever read");
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
