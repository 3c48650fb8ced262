import { readFileSync } from "node:fs";
import { join } from "node:path";
import { photo } from "../../src/parts/photo";
import { createSettingsReader } from "../../src/settings/reader";
import { USER, answer, contextFor, fakeGraph, graphError } from "../support/graph";

const jpeg = readFileSync(join("test", "fixtures", "pictures", "portrait-64x64.jpg"));
const png = readFileSync(join("test", "fixtures", "pictures", "portrait-48x48.png"));
const missing = answer(404, graphError("ImageNotFound"));
const stored = {
  metadata: { thumbnailPhoto: "data:image/jpeg;base64,AAAA" },
  entra: { photo: { etag: '"1"', sha256: "of another", size: "64x64" } },
};
const read = async (graph: ReturnType<typeof fakeGraph>, more = {}) =>
  photo(createSettingsReader({})).read(contextFor(graph, more));

describe("reading a photo", () => {
  it("keeps it as a data URL, with what tells whether it changes", async () => {
    const reading = await read(
      fakeGraph(answer(200, jpeg, { etag: '"BA09D118"', "content-type": "image/png" })),
    );
    expect(reading).toEqual({
      kind: "found",
      data: {
        metadata: { thumbnailPhoto: `data:image/jpeg;base64,${jpeg.toString("base64")}` },
        entra: {
          photo: {
            etag: '"BA09D118"',
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            contentType: "image/jpeg",
            bytes: jpeg.byteLength,
            size: "64x64",
          },
        },
      },
    });
  });

  it.each([
    ["JPEG", jpeg, "image/jpeg"],
    ["PNG", png, "image/png"],
    ["GIF", Buffer.from("GIF89a...."), "image/gif"],
    ["WebP", Buffer.from("RIFF\x00\x00\x00\x00WEBPVP8 "), "image/webp"],
  ])("knows a %s by its first bytes", async (_, bytes, contentType) => {
    const reading = await read(fakeGraph(answer(200, bytes)));
    expect(reading).toMatchObject({ data: { entra: { photo: { contentType } } } });
  });

  it.each([
    ["HTML", "<html>sorry</html>"],
    ["JSON", graphError("ImageNotFound")],
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ["nothing", ""],
    ["half of a WebP", "RIFF\x00\x00\x00\x00WAVE"],
  ])("keeps no %s", async (_, body) => {
    await expect(read(fakeGraph(answer(200, body, { "content-type": "image/jpeg" })))).rejects.toMatchObject({
      reason: "invalid",
    });
  });
});

describe("a photo that is not there", () => {
  it("is asked for once more without its size, which proves that there is none", async () => {
    const graph = fakeGraph(missing, answer(404, graphError("ErrorItemNotFound")));
    expect(await read(graph, { stored })).toEqual({ kind: "none", data: { metadata: {}, entra: {} } });
    expect(graph.asked.map(({ path }) => path)).toEqual([
      `${USER}/photos/64x64/$value`,
      `${USER}/photo/$value`,
    ]);
  });

  it("is found without its size", async () => {
    const reading = await read(fakeGraph(missing, answer(200, jpeg)));
    expect(reading).toMatchObject({ kind: "found", data: { entra: { photo: { size: "64x64" } } } });
  });

  it("is not proved by a 404 that is not Graph's", async () => {
    await expect(read(fakeGraph(missing, answer(404, "<html>")))).rejects.toMatchObject({
      reason: "invalid",
    });
  });

  it("is not proved by a mailbox that is elsewhere, with whatever status", async () => {
    for (const [status, code] of [
      [404, "MailboxNotEnabledForRESTAPI"],
      [400, "MailboxNotHostedInExchangeOnline"],
    ] as const) {
      const graph = fakeGraph(answer(status, graphError(code)));
      expect(await read(graph, { stored })).toEqual({ kind: "unavailable" });
      expect(graph.asked).toHaveLength(1);
    }
  });

  it("is not proved where the user is not found", async () => {
    const unknown = answer(404, graphError("Request_ResourceNotFound", "Resource 'x' does not exist"));
    await expect(read(fakeGraph(unknown), { stored })).rejects.toMatchObject({ reason: "user_not_found" });
  });
});

describe("a photo that is stored", () => {
  it("is compared by its ETag", async () => {
    const graph = fakeGraph(answer(304));
    expect(await read(graph, { stored })).toEqual({ kind: "found", data: stored });
    expect(graph.asked[0]?.headers).toEqual({ "if-none-match": '"1"' });
  });

  it("is unchanged with the same ETag, and with the same bytes under a new one", async () => {
    expect(await read(fakeGraph(answer(200, jpeg, { etag: '"1"' })), { stored })).toEqual({
      kind: "found",
      data: stored,
    });
    const { data } = (await read(fakeGraph(answer(200, jpeg, { etag: '"1"' })))) as unknown as {
      data: typeof stored;
    };
    expect(await read(fakeGraph(answer(200, jpeg, { etag: '"2"' })), { stored: data })).toEqual({
      kind: "found",
      data,
    });
  });

  it.each([
    ["of another size", { ...stored, entra: { photo: { ...stored.entra.photo, size: "48x48" } } }],
    ["without the picture", { ...stored, metadata: {} }],
    [
      "with an ETag that would break a header",
      { ...stored, entra: { photo: { ...stored.entra.photo, etag: '"1"\r\nx: y' } } },
    ],
    ["with no ETag", { ...stored, entra: { photo: { size: "64x64" } } }],
  ])("is not asked about by ETag %s", async (_, before) => {
    const graph = fakeGraph(answer(200, jpeg, { etag: '"9"' }));
    const reading = await read(graph, { stored: before });
    expect(graph.asked[0]?.headers).toEqual({});
    expect(reading).toMatchObject({ data: { entra: { photo: { etag: '"9"', size: "64x64" } } } });
  });

  it("is not taken for unchanged by a 304 that nobody asked for", async () => {
    await expect(read(fakeGraph(answer(304)))).rejects.toMatchObject({ reason: "invalid" });
  });
});

describe("whether photos are on", () => {
  const isOn = (secrets: Record<string, string>, connection?: string) =>
    photo(createSettingsReader(secrets, { sync_user_photos: connection })).isOn;

  it.each([
    [{}, undefined, false],
    [{ USER_PHOTOS: "on" }, undefined, false],
    [{ SYNC_USER_PHOTOS: "on" }, undefined, false],
    [{ USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, undefined, true],
    [{ USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, "off", false],
    [{ USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, "maybe", true],
    [{ USER_PHOTOS: "on" }, "on", true],
    [{ SYNC_USER_PHOTOS: "on" }, "on", false],
  ])("with %j and the connection saying %j: %j", (secrets, connection, on) => {
    expect(isOn(secrets as Record<string, string>, connection)).toBe(on);
  });
});
