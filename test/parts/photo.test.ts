import { readFileSync } from "node:fs";
import { join } from "node:path";
import { photo } from "../../src/parts/photo";
import { createSettingsReader } from "../../src/settings/reader";
import { USER, contextFor, fakeGraph, graphError, response } from "../support/graph";

const jpeg = readFileSync(join("test", "fixtures", "pictures", "portrait-64x64.jpg"));
const png = readFileSync(join("test", "fixtures", "pictures", "portrait-48x48.png"));
const notFound = response(404, graphError("ImageNotFound"));
const stored = {
  metadata: { thumbnailPhoto: "data:image/jpeg;base64,AAAA" },
  entra: { photo: { etag: '"1"', sha256: "of another photo", size: "64x64" } },
};
const read = async (graph: ReturnType<typeof fakeGraph>, more = {}) =>
  photo(createSettingsReader({})).read(contextFor(graph, more));

describe("photo part", () => {
  it("returns the photo as a data URL with the type of its bytes, and its ETag, hash and size", async () => {
    const reading = await read(
      fakeGraph(response(200, jpeg, { etag: '"BA09D118"', "content-type": "image/png" })),
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
  ])("recognizes a %s by its first bytes", async (_, bytes, contentType) => {
    const reading = await read(fakeGraph(response(200, bytes)));
    expect(reading).toMatchObject({ data: { entra: { photo: { contentType } } } });
  });

  it.each([
    ["HTML", "<html>sorry</html>"],
    ["JSON", graphError("ImageNotFound")],
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ["an empty body", ""],
    ["a RIFF file that is not WebP", "RIFF\x00\x00\x00\x00WAVE"],
  ])("rejects %s as invalid", async (_, body) => {
    await expect(
      read(fakeGraph(response(200, body, { "content-type": "image/jpeg" }))),
    ).rejects.toMatchObject({
      reason: "invalid",
    });
  });
});

describe("photo part without a photo of the size", () => {
  it("returns none if a second request without the size returns 404 as well", async () => {
    const graph = fakeGraph(notFound, response(404, graphError("ErrorItemNotFound")));
    expect(await read(graph, { stored })).toEqual({ kind: "none", data: { metadata: {}, entra: {} } });
    expect(graph.requests.map(({ path }) => path)).toEqual([
      `${USER}/photos/64x64/$value`,
      `${USER}/photo/$value`,
    ]);
  });

  it("returns the photo of a second request without the size", async () => {
    const reading = await read(fakeGraph(notFound, response(200, jpeg)));
    expect(reading).toMatchObject({ kind: "found", data: { entra: { photo: { size: "64x64" } } } });
  });

  it("fails as invalid if the second 404 has no Graph error", async () => {
    await expect(read(fakeGraph(notFound, response(404, "<html>")))).rejects.toMatchObject({
      reason: "invalid",
    });
  });

  it("returns unavailable, without a second request, if the mailbox is not in Exchange Online", async () => {
    for (const [status, code] of [
      [404, "MailboxNotEnabledForRESTAPI"],
      [400, "MailboxNotHostedInExchangeOnline"],
    ] as const) {
      const graph = fakeGraph(response(status, graphError(code)));
      expect(await read(graph, { stored })).toEqual({ kind: "unavailable" });
      expect(graph.requests).toHaveLength(1);
    }
  });

  it("fails as user_not_found if the user is not found", async () => {
    const unknown = response(404, graphError("Request_ResourceNotFound", "Resource 'x' does not exist"));
    await expect(read(fakeGraph(unknown), { stored })).rejects.toMatchObject({ reason: "user_not_found" });
  });
});

describe("photo part with a stored photo", () => {
  it("sends If-None-Match and keeps the stored photo after a 304", async () => {
    const graph = fakeGraph(response(304));
    expect(await read(graph, { stored })).toEqual({ kind: "found", data: stored });
    expect(graph.requests[0]?.headers).toEqual({ "if-none-match": '"1"' });
  });

  it("keeps the stored photo if the ETag is the same, or the bytes are the same with a new ETag", async () => {
    expect(await read(fakeGraph(response(200, jpeg, { etag: '"1"' })), { stored })).toEqual({
      kind: "found",
      data: stored,
    });
    const { data } = (await read(fakeGraph(response(200, jpeg, { etag: '"1"' })))) as unknown as {
      data: typeof stored;
    };
    expect(await read(fakeGraph(response(200, jpeg, { etag: '"2"' })), { stored: data })).toEqual({
      kind: "found",
      data,
    });
  });

  it.each([
    ["has another size", { ...stored, entra: { photo: { ...stored.entra.photo, size: "48x48" } } }],
    ["has no data URL", { ...stored, metadata: {} }],
    [
      "has an ETag with a line break",
      { ...stored, entra: { photo: { ...stored.entra.photo, etag: '"1"\r\nx: y' } } },
    ],
    ["has no ETag", { ...stored, entra: { photo: { size: "64x64" } } }],
  ])("does not send If-None-Match if it %s", async (_, storedPhoto) => {
    const graph = fakeGraph(response(200, jpeg, { etag: '"9"' }));
    const reading = await read(graph, { stored: storedPhoto });
    expect(graph.requests[0]?.headers).toEqual({});
    expect(reading).toMatchObject({ data: { entra: { photo: { etag: '"9"', size: "64x64" } } } });
  });

  it("fails as invalid if a request without If-None-Match returns 304", async () => {
    await expect(read(fakeGraph(response(304)))).rejects.toMatchObject({ reason: "invalid" });
  });
});

describe("isOn of the photo part", () => {
  const isOn = (secrets: Record<string, string>, connection?: string) =>
    photo(createSettingsReader(secrets, { sync_user_photos: connection })).isOn;

  it.each([
    [false, {}, undefined],
    [false, { USER_PHOTOS: "on" }, undefined],
    [false, { SYNC_USER_PHOTOS: "on" }, undefined],
    [true, { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, undefined],
    [false, { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, "off"],
    [true, { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" }, "maybe"],
    [true, { USER_PHOTOS: "on" }, "on"],
    [false, { SYNC_USER_PHOTOS: "on" }, "on"],
  ])(
    "is %j for the secrets %j and sync_user_photos %j in the connection metadata",
    (on, secrets, connection) => {
      expect(isOn(secrets as Record<string, string>, connection)).toBe(on);
    },
  );
});
