import { gunzipSync, gzipSync } from "node:zlib";
import { PHOTOS, countedUsers, onRequest, photoOf, setUpSync, userIdOf } from "../support/cli/sync";
import { type HttpResponse, send } from "../support/standin/handler";

/** More users than search returns, without as many accounts. */
const MANY: HttpResponse = { body: { start: 0, limit: 100, length: 0, total: 1001, users: [] } };
const TWO_HOURS_MS = 7_200_000;

describe("sync of the users in Auth0", () => {
  const setup = setUpSync();

  /** Answers searches with a total that leads to an export. */
  const forceExport = () => {
    setup.backend.override = onRequest("userSearch", () => MANY);
  };
  const exportedFields = () => {
    const job = setup.backend.exchanges.find(({ target }) => target === "createExport");
    const { fields } = JSON.parse(job?.request.body ?? "{}") as { readonly fields: { name: string }[] };
    return fields.map(({ name }) => name);
  };
  const expectNothingLost = () => {
    for (const index of setup.company.people.keys()) {
      expect(setup.stored(index)).toMatchObject({ other: "kept" });
    }
  };

  describe("by search", () => {
    it("reads 1,000 users", async () => {
      setup.employ(1000);
      const { code, summary } = await setup.run(["--dry-run"]);
      expect(summary).toMatchObject({ sync: "updated", users: 1000, updated: 1000 });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expect(setup.count("userSearch")).toBe(10);
      expect(setup.count("createExport")).toBe(0);
    });

    it.each([120, 500])("reads %i users if Auth0 returns 50 of a page of 100", async (count) => {
      setup.employ(count);
      setup.auth0.searchPageLimit = 50;
      const { code, summary } = await setup.run(["--dry-run"]);
      expect(summary).toMatchObject({ sync: "updated", users: count, updated: count });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
    });
  });

  describe("by export", () => {
    it("reads 1,001 users, and writes nothing and reads no user if it runs again", async () => {
      setup.employ(1001);
      const first = await setup.run();
      expect(first.summary).toMatchObject({ sync: "updated", users: 1001, updated: 1001 });
      expect(first.summary.failed).toEqual({});
      expect(first.code).toBe(0);
      expect(setup.count("userSearch")).toBe(1);
      expect(setup.count("users")).toBe(2);
      expectNothingLost();
      setup.forget();
      const second = await setup.run();
      expect(second.summary).toMatchObject({ sync: "unchanged", users: 1001, unchanged: 1001 });
      expect(second.code).toBe(0);
      expect(setup.count("userRead") + setup.count("userWrite")).toBe(0);
    });

    it("exports no photo, and downloads the file without a token", async () => {
      forceExport();
      const { code } = await setup.run([], PHOTOS);
      expect(code).toBe(0);
      expect(exportedFields()).toEqual(
        expect.arrayContaining(["user_id", "identities", "app_metadata.entra", "app_metadata.manager"]),
      );
      expect(exportedFields()).not.toContain("app_metadata.thumbnailPhoto");
      const download = setup.backend.exchanges.find(({ target }) => target === "downloadExport");
      expect(download?.request.headers).toBeDefined();
      expect(download?.request.headers).not.toHaveProperty("authorization");
      expect(download?.request.headers).not.toHaveProperty("cookie");
    });

    it.each([true, false])(
      "does not write stored photos again (Graph honours If-None-Match: %s)",
      async (honoursIfNoneMatch) => {
        setup.tenant.honoursIfNoneMatch = honoursIfNoneMatch;
        for (const [index, person] of setup.company.people.entries())
          person.photo = photoOf(`photo ${index}`);
        forceExport();
        const first = await setup.run(["--photos", "all"], PHOTOS);
        expect(first.summary).toMatchObject({ sync: "updated", updated: 8 });
        expect(first.summary.failed).toEqual({});
        const photo = setup.stored(3).thumbnailPhoto;
        expect(photo).toMatch(/^data:image\/jpeg;base64,/);
        for (const args of [["--photos", "all"], []]) {
          setup.forget();
          const { code, summary } = await setup.run(args, PHOTOS);
          expect(summary).toMatchObject({ sync: "unchanged", unchanged: 8 });
          expect(summary.failed).toEqual({});
          expect(code).toBe(0);
          expect(setup.count("userRead") + setup.count("userWrite")).toBe(0);
        }
        expect(setup.stored(3).thumbnailPhoto).toBe(photo);
      },
    );

    it("writes a photo that has changed, and keeps the others", async () => {
      for (const [index, person] of setup.company.people.entries()) person.photo = photoOf(`photo ${index}`);
      forceExport();
      await setup.run(["--photos", "all"], PHOTOS);
      const [person] = setup.company.people;
      if (person) person.photo = photoOf("new photo");
      const before = setup.stored(1);
      const { code, summary } = await setup.run(["--photos", "all"], PHOTOS);
      expect(summary).toMatchObject({ sync: "updated", updated: 1, unchanged: 7 });
      expect(code).toBe(0);
      const base64 = photoOf("new photo").bytes.toString("base64");
      expect(setup.stored(0)).toMatchObject({
        other: "kept",
        thumbnailPhoto: `data:image/jpeg;base64,${base64}`,
      });
      expect(setup.stored(1)).toEqual(before);
    });

    it.each([
      [
        403,
        { statusCode: 403, error: "Forbidden", message: "x", errorCode: "insufficient_scope" },
        1,
        /grant read:users/,
      ],
      [
        400,
        { statusCode: 400, error: "Bad Request", message: "x", errorCode: "bad_request" },
        2,
        /Free plan/,
      ],
    ])("ends if Auth0 refuses the export with %i", async (status, body, expected, hint) => {
      const search = onRequest("userSearch", () => MANY);
      const job = onRequest("createExport", () => ({ status, body }));
      setup.backend.override = (...args) => search(...args) || job(...args);
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({ sync: "failed", users: 0, updated: 0 });
      expect(summary.hint).toMatch(hint);
      expect(code).toBe(expected);
      expect(setup.count("userWrite")).toBe(0);
      expect(setup.count("createExport")).toBe(1);
    });

    it("ends if the export fails", async () => {
      forceExport();
      setup.auth0.exportStatus = "failed";
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({ sync: "failed", failed: { "run:unavailable": 1 } });
      expect(summary.hint).toMatch(/export job failed/);
      expect(code).toBe(2);
      expect(setup.count("userWrite")).toBe(0);
    });

    it("waits two hours for the export", async () => {
      forceExport();
      setup.auth0.exportStatus = "processing";
      const { code, summary, pausedMs } = await setup.run();
      expect(summary).toMatchObject({ sync: "failed", failed: { "run:timeout": 1 } });
      expect(summary.hint).toMatch(/did not end within two hours/);
      expect(code).toBe(2);
      expect(pausedMs).toBeGreaterThanOrEqual(TWO_HOURS_MS);
      expect(pausedMs).toBeLessThan(TWO_HOURS_MS + 60_000);
      expect(summary.ms).toBeGreaterThanOrEqual(TWO_HOURS_MS);
    });

    it("downloads the file again from a new address if it was truncated", async () => {
      forceExport();
      let downloads = 0;
      setup.auth0.exportedText = (gzip) => {
        downloads += 1;
        return downloads === 1 ? gzip.subarray(0, gzip.length / 2) : gzip;
      };
      setup.auth0.readsUntilExported = 0;
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8 });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expect([downloads, setup.count("readJob"), setup.count("createExport")]).toEqual([2, 2, 1]);
      expectNothingLost();
    });

    it("writes nothing if the file is truncated every time", async () => {
      forceExport();
      setup.auth0.exportedText = (gzip) => gzip.subarray(0, gzip.length - 9);
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({ sync: "failed", failed: { "run:unavailable": 1 }, updated: 0 });
      expect(code).toBe(2);
      expect(setup.count("downloadExport")).toBe(3);
      expect(setup.count("userWrite")).toBe(0);
    });

    it("syncs the other users if a line is not JSON", async () => {
      forceExport();
      setup.auth0.exportedText = (gzip) => {
        const [first = "", ...others] = gunzipSync(gzip).toString("utf8").split("\n");
        return gzipSync([first.slice(0, -5), ...others].join("\n"));
      };
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({
        sync: "partial",
        users: 7,
        updated: 7,
        failed: { "export:invalid": 1 },
      });
      expect(countedUsers(summary)).toBe(8);
      expect(code).toBe(2);
      expect(setup.stored(0)).toEqual({ other: "kept" });
      expect(setup.stored(1)).toHaveProperty("entra");
      expectNothingLost();
    });

    it.each(["http://auth0-exports.example/x/users.json.gz", "not an address"])(
      "refuses to download from %s",
      async (location) => {
        const search = onRequest("userSearch", () => MANY);
        const job = onRequest("readJob", () => ({ body: { status: "completed", location } }));
        setup.backend.override = (...args) => search(...args) || job(...args);
        const { code, summary } = await setup.run();
        expect(summary).toMatchObject({ sync: "failed", failed: { "run:invalid": 1 } });
        expect(code).toBe(2);
        expect(setup.count("downloadExport")).toBe(0);
      },
    );

    it("reads a user whose stored data was trimmed whole", async () => {
      forceExport();
      await setup.run();
      const stored = setup.stored(2);
      setup.store(2, { ...stored, entra: { ...(stored.entra as object), trimmed: ["thumbnailPhoto"] } });
      setup.forget();
      const { code } = await setup.run();
      expect(code).toBe(0);
      const reads = setup.backend.exchanges.filter(({ target }) => target === "userRead");
      expect(reads.map(({ subject }) => subject)).toEqual([userIdOf(2)]);
    });

    it("downloads the file again if its host is unavailable", async () => {
      const search = onRequest("userSearch", () => MANY);
      setup.backend.override = (exchange, response) => {
        if (exchange.target !== "downloadExport" || exchange.earlier > 0) return search(exchange, response);
        send(response, { status: 503 });
        return true;
      };
      const { code, summary } = await setup.run();
      expect(summary).toMatchObject({ sync: "updated", updated: 8 });
      expect(code).toBe(0);
    });
  });
});
