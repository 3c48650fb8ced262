import type { ServerResponse } from "node:http";
import { NONE, PHOTOS, oidOf, photoOf, setUpSync, userIdOf } from "../support/cli/sync";
import { lossesSince, overrideTarget, storedOfAll } from "../support/cli/sync-faults";
import type { Exchange } from "../support/standin/backend";
import { graphError } from "../support/standin/graph";
import { type HttpResponse, send } from "../support/standin/handler";

const ALL_PHOTOS = ["--photos", "all"];
const isPhotoOf = (index: number, { target, subject }: Exchange) =>
  target.startsWith("photo") && subject === oidOf(index);

describe("sync with faults in batches", () => {
  const setup = setUpSync();

  const takePhotos = (name: string) => {
    setup.company.people.forEach((person, index) => {
      person.photo = photoOf(`${name}-${index}`);
    });
  };
  const run = async () => setup.run(ALL_PHOTOS, PHOTOS);

  /** Brings a company up to date. Then everybody has a new photo. */
  async function prepare(count = 8) {
    if (count !== 8) setup.employ(count);
    takePhotos("old");
    const { code } = await run();
    expect(code).toBe(0);
    takePhotos("new");
    setup.forget();
    return storedOfAll(setup);
  }

  const photoRequestsOf = (index: number) =>
    setup.backend.exchanges.filter((exchange) => isPhotoOf(index, exchange));
  const hasNewPhoto = (index: number) => {
    const text = String(setup.stored(index).thumbnailPhoto).split(",")[1] ?? "";
    return Buffer.from(text, "base64").includes(`new-${index}`);
  };
  const peopleWithNewPhotos = () =>
    setup.company.people.flatMap((_, index) => (hasNewPhoto(index) ? [index] : []));

  it("sends only a throttled part again, after the pause that Graph demands", async () => {
    const before = await prepare();
    let isThrottled = true;
    setup.backend.overridePart = (exchange) => {
      if (!isPhotoOf(3, exchange) || !isThrottled) return undefined;
      isThrottled = false;
      return { ...graphError(429, "TooManyRequests"), headers: { "retry-after": "37" } };
    };
    const { code, summary, pausedMs } = await run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 8, failed: NONE });
    expect(pausedMs).toBeGreaterThanOrEqual(37_000);
    expect(setup.company.people.map((_, index) => photoRequestsOf(index).length)).toEqual([
      ...[1, 1, 1, 2],
      ...[1, 1, 1, 1],
    ]);
    expect(setup.count("batch")).toBe(2);
    expect(peopleWithNewPhotos()).toHaveLength(8);
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("fails only a part that is throttled for good", async () => {
    const before = await prepare();
    setup.backend.overridePart = (exchange) =>
      isPhotoOf(3, exchange) ? graphError(429, "ApplicationThrottled") : undefined;
    const { code, summary } = await run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "partial", updated: 7, failed: { "photo:throttled": 1 } });
    expect(photoRequestsOf(3)).toHaveLength(12);
    expect(photoRequestsOf(4)).toHaveLength(1);
    expect(setup.stored(3)).toEqual(before.get(userIdOf(3)));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each<[string, string, HttpResponse | null]>([
    ["500", "unavailable", graphError(500, "InternalServerError")],
    ["504", "unavailable", { status: 504 }],
    ["403", "permission", graphError(403, "ErrorAccessDenied")],
    ["400", "invalid", graphError(400, "BadRequest")],
    ["404 with a code that proves nothing", "invalid", { status: 404 }],
    [
      "404 for the user",
      "not_found",
      graphError(404, "Request_ResourceNotFound", "Resource does not exist."),
    ],
    ["no part of the answer", "invalid", null],
    ["of an odd shape", "invalid", { status: "200" as unknown as number }],
    ["not a picture", "invalid", { body: Buffer.from("<html>") }],
    ["JSON", "invalid", { body: { value: "picture" } }],
    ["empty", "invalid", { status: 200 }],
    ["304 for another photo", "unchanged", { status: 304 }],
    ["too large", "too_large", { body: Buffer.alloc(300_000) }],
  ])(
    "keeps the photo of one person if the response is %s, and updates the others",
    async (_, reason, part) => {
      const before = await prepare();
      setup.backend.overridePart = (exchange) => (isPhotoOf(3, exchange) ? part : undefined);
      const { code, summary } = await run();
      const isFailed = reason !== "not_found" && reason !== "unchanged";
      expect(code).toBe(isFailed ? 2 : 0);
      expect(summary).toMatchObject({ sync: isFailed ? "partial" : "updated", updated: 7, removed: 0 });
      expect(summary.failed).toEqual(isFailed ? { [`photo:${reason}`]: 1 } : {});
      expect(summary.not_found).toBe(reason === "not_found" ? 1 : 0);
      expect(peopleWithNewPhotos()).toEqual([0, 1, 2, 4, 5, 6, 7]);
      expect(setup.stored(3)).toEqual(before.get(userIdOf(3)));
      expect(lossesSince(setup, before)).toEqual([]);
    },
  );

  it("keeps the photos of people whose mailboxes cannot be read", async () => {
    const before = await prepare();
    setup.backend.overridePart = ({ target }) =>
      target.startsWith("photo") ? graphError(404, "MailboxNotEnabledForRESTAPI") : undefined;
    const { code, summary } = await run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "unchanged", removed: 0, failed: NONE, held_back: NONE });
    expect(storedOfAll(setup)).toEqual(before);
  });

  it.each<[string, HttpResponse]>([
    ["429", { status: 429, headers: { "retry-after": "25" } }],
    ["503", { status: 503 }],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "25" } }],
    ["401", graphError(401, "InvalidAuthenticationToken")],
  ])("sends a batch again after %s once", async (_, content) => {
    const before = await prepare();
    let isFailed = false;
    setup.backend.override = overrideTarget("batch", (_exchange, response) => {
      if (isFailed) return false;
      isFailed = true;
      send(response, content);
      return true;
    });
    const { code, summary, pausedMs } = await run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 8, failed: NONE });
    expect(setup.count("batch")).toBe(2);
    expect(pausedMs).toBeGreaterThanOrEqual(Number(content.headers?.["retry-after"] ?? 0) * 1000);
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each<[string, string, number, HttpResponse | ((response: ServerResponse) => unknown)]>([
    ["429 for good", "throttled", 12, { status: 429 }],
    ["503 for good", "unavailable", 4, { status: 503 }],
    ["403", "permission", 1, graphError(403, "Forbidden")],
    ["400", "invalid", 1, graphError(400, "BadRequest")],
    ["a page of a proxy", "invalid", 1, { body: "<html>" }],
    ["JSON without responses", "invalid", 1, { body: {} }],
    ["responses that are no list", "invalid", 1, { body: { responses: { 0: {} } } }],
    ["responses that are no parts", "invalid", 1, { body: { responses: [null, 7, "text", {}, []] } }],
    ["no responses", "invalid", 1, { body: { responses: [] } }],
    ["responses to other requests", "invalid", 1, { body: { responses: [{ id: "77", status: 200 }] } }],
    ["a reset connection", "unavailable", 4, (response) => response.socket?.destroy()],
  ])("keeps all photos if batches fail with %s", async (_, reason, requests, content) => {
    const before = await prepare();
    setup.backend.override = overrideTarget("batch", (_exchange, response) => {
      if (typeof content === "function") content(response);
      else send(response, content);
    });
    const { code, summary } = await run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", updated: 0, removed: 0, not_found: 0 });
    expect(summary.failed).toEqual({ [`photo:${reason}`]: 8 });
    expect(setup.count("batch")).toBe(requests);
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("gives up after three batches in a row without a response, and brings the rest of each person up to date", async () => {
    const before = await prepare(120);
    setup.company.managers[119] = 1;
    setup.company.link();
    setup.backend.override = overrideTarget("batch", (_, response) => {
      send(response, { status: 503 });
    });
    const { code, summary } = await run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ failed: { "photo:unavailable": 120 }, removed: 0, not_found: 0 });
    expect(setup.stored(119)).toMatchObject({ manager: "Person 1" });
    expect(peopleWithNewPhotos()).toEqual([]);
    expect(lossesSince(setup, before).filter((path) => !path.includes(".directReports"))).toEqual([]);
    // Four attempts of each, instead of six batches.
    expect(setup.count("batch")).toBe(12);
  });

  it("goes on after two failed batches in a row", async () => {
    const before = await prepare(100);
    let batches = 0;
    setup.backend.override = overrideTarget("batch", (_, response) => {
      batches += 1;
      if (batches > 2) return false;
      send(response, graphError(400, "BadRequest"));
      return true;
    });
    const { code, summary } = await run();
    expect(code).toBe(2);
    const failed = summary.failed["photo:invalid"] ?? 0;
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(40);
    expect(summary).toMatchObject({ sync: "partial", updated: 100 - failed });
    expect(peopleWithNewPhotos()).toHaveLength(100 - failed);
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("reads the photos of 100 people with a throttled batch in full", async () => {
    const before = await prepare(100);
    let isThrottled = true;
    setup.backend.overridePart = () => {
      if (!isThrottled) return undefined;
      isThrottled = setup.backend.exchanges.filter(({ isBatched }) => isBatched).length < 20;
      return { status: 429, headers: { "retry-after": "3" } };
    };
    const { code, summary } = await run();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sync: "updated", updated: 100, failed: NONE });
    expect(peopleWithNewPhotos()).toHaveLength(100);
    expect(setup.count("photoSized")).toBe(120);
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it("says which permission the photos need, and updates everything else", async () => {
    const before = await prepare();
    setup.tenant.roles = ["User.Read.All"];
    setup.company.managers[4] = 2;
    setup.company.link();
    const { code, summary } = await run();
    expect(code).toBe(2);
    expect(summary).toMatchObject({ sync: "failed", failed: { "photo:permission": 8 }, removed: 0 });
    expect(summary.hint).toContain("grant ProfilePhoto.Read.All");
    expect(setup.stored(4)).toMatchObject({ manager: "Person 2" });
    expect(setup.stored(1)).toMatchObject({ directReports: ["Person 5", "Person 6"] });
    const losses = lossesSince(setup, before);
    expect(losses).toEqual([`${userIdOf(1)}.directReports`, `${userIdOf(1)}.entra.directReports`]);
  });
});
