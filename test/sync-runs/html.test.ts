import type { HostProcess } from "../../src/cli/shared/context";
import { PHOTOS, onRequest, setUpSync } from "../support/cli/sync";
import { runWithPage } from "../support/cli/sync-page";
import { createTestClock } from "../support/cli/run";
import { createBucket } from "../support/standin/rate-limits";

describe("sync --html", () => {
  const setup = setUpSync();

  const limitRate = (readSize: number, writeSize: number, perSecond: number) => {
    const clock = createTestClock();
    const bucketOf = (size: number) => createBucket({ size, perSecond, now: () => clock.now() });
    setup.auth0.rateLimits = { reads: bucketOf(readSize), writes: bucketOf(writeSize) };
    return clock;
  };

  it("writes the page if the run is stopped by a signal", async () => {
    setup.employ(60);
    let stop = () => {};
    const process: HostProcess = {
      id: 1234,
      isRunning: () => false,
      onStopRequest(listener) {
        stop = listener;
        return () => {};
      },
    };
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 10) stop();
      return undefined;
    });
    const { text, code } = await runWithPage(setup, [], { process });
    expect(code).toBe(2);
    expect(text).toContain("stopped The run was stopped before it was done. The next run continues.");
    expect(text).toContain("Removals that were still waiting when the run was stopped are not counted.");
  });

  it("writes the page if the run is stopped by --max-minutes", async () => {
    setup.employ(60);
    const clock = createTestClock();
    const { text, code } = await runWithPage(setup, ["--max-minutes", "1"], { clock });
    expect(code).toBe(2);
    expect(text).toContain("Directory sync stopped");
  });

  it("shows the lowest rate limits of reads and of writes, and the quarter that is reserved", async () => {
    setup.employ(100);
    const clock = limitRate(40, 20, 10);
    const { text, html } = await runWithPage(setup, [], { clock });
    expect(text).toMatch(/Limit of 40: reads .*Limit 40 Reserved for logins 10/);
    expect(text).toMatch(/Limit of 20: writes .*Limit 20 Reserved for logins 5/);
    expect(text).toMatch(/Lowest left reads 40 102 10 writes 20 100 5/);
    expect(html).toMatch(/Rate limit of writes in Auth0: at least [5-9] of 20 requests were left\./);
    expect(text).toContain("No response had status 429.");
  });

  it("shows one rate limit if reads and writes have the same", async () => {
    const clock = limitRate(50, 50, 16);
    const { text } = await runWithPage(setup, [], { clock });
    expect(text).toContain("Limit of 50: reads and writes");
    expect(text).not.toContain("Limit of 50: reads Lowest");
  });

  it("says that no response contained a rate limit", async () => {
    const { text } = await runWithPage(setup);
    expect(text).toContain("No response of Auth0 contained its rate limit");
  });

  it("marks responses with status 429 of Graph, also in a batch, and of Auth0", async () => {
    let batched = 0;
    setup.backend.overridePart = () => {
      batched += 1;
      return batched <= 3 ? { status: 429, headers: { "Retry-After": "5" } } : undefined;
    };
    const [onWrite, onList] = [
      onRequest("userWrite", (number) =>
        number === 1 ? { status: 429, headers: { "retry-after": "2" } } : undefined,
      ),
      onRequest("users", (number) =>
        number === 1 ? { status: 429, headers: { "retry-after": "7" } } : undefined,
      ),
    ];
    setup.backend.override = (...exchange) => onWrite(...exchange) || onList(...exchange);
    const { text, code } = await runWithPage(setup, [], { env: PHOTOS });
    expect(code).toBe(0);
    expect(text).toContain("Throttled by Graph 4 Throttled by Auth0 1");
    expect(text).toMatch(/5 responses had status 429, between 0 ms and \d+ s after the start/);
    expect(text).toMatch(/Directory 7 s/);
  });

  it("stays below 300 kB after a long run with 120 intervals and 300 lines of the report", async () => {
    setup.employ(500);
    const clock = limitRate(40, 20, 1);
    setup.backend.override = onRequest("userWrite", (number) =>
      number % 3 === 0 ? { status: 400 } : undefined,
    );
    const { html, text } = await runWithPage(setup, ["--report", "report.ndjson"], { clock });
    const rows = html.match(/<tr><th scope="row">\d/g) ?? [];
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.length).toBeLessThanOrEqual(120);
    expect(text).toContain("The report has 200 more lines.");
    expect(Buffer.byteLength(html)).toBeLessThan(300_000);
    expect(html).not.toMatch(/NaN|Infinity/);
  });

  it("writes the page after a run during which the clock was set back", async () => {
    const clock = createTestClock();
    let isSetBack = false;
    const skewed = {
      now: () => clock.now() - (isSetBack ? 3_600_000 : 0),
      pause: async (ms: number) => clock.pause(ms),
    };
    setup.backend.override = onRequest("userWrite", () => {
      isSetBack = true;
      return undefined;
    });
    const { html, text } = await runWithPage(setup, [], { clock: skewed });
    expect(text).toContain("Duration 0 ms");
    expect(html).not.toMatch(/NaN|Infinity|="-/);
  });
});
