import fc from "fast-check";
import { imageType, isPlaceholder } from "../../src/parts/image";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const u16 = (value: number) => [value >> 8, value & 0xff];
const le16 = (value: number) => [value & 0xff, value >> 8];

/** Headers of images with the given size. */
const IMAGES: Readonly<Record<string, (width: number, height: number) => Buffer>> = {
  "image/gif": (width, height) => bytes("GIF89a", le16(width), le16(height), Array<number>(16).fill(0)),
  "image/png": (width, height) =>
    bytes([0x89], "PNG\r\n", [0x1a], "\n", [0, 0, 0, 13], "IHDR", [0, 0], u16(width), [0, 0], u16(height)),
  "image/jpeg": (width, height) =>
    bytes(
      [0xff, 0xd8, 0xff, 0xe0, 0, 16],
      "JFIF\0",
      Array<number>(9).fill(1),
      // A Huffman table, a fill byte, and the frame header.
      [0xff, 0xc4, 0, 4, 0, 0, 0xff, 0xff, 0xc0, 0, 17, 8],
      u16(height),
      u16(width),
      [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
    ),
  "image/webp": (width, height) =>
    bytes(
      "RIFF",
      [30, 0, 0, 0],
      "WEBPVP8X",
      [10, 0, 0, 0, 0, 0, 0, 0],
      le16(width - 1),
      [0],
      le16(height - 1),
      [0],
    ),
};
const losslessWebp = (width: number, height: number) => {
  const bits = (width - 1) | ((height - 1) << 14);
  return bytes(
    "RIFF",
    [30, 0, 0, 0],
    "WEBPVP8L",
    [10, 0, 0, 0, 0x2f],
    le16(bits & 0xffff),
    le16(bits >>> 16),
    [0, 0, 0, 0, 0],
  );
};
const lossyWebp = (width: number, height: number) =>
  bytes(
    "RIFF",
    [30, 0, 0, 0],
    "WEBPVP8 ",
    [10, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a],
    le16(width),
    le16(height),
  );

describe("imageType and isPlaceholder", () => {
  it.each(Object.entries(IMAGES))("recognize %s by its first bytes", (type, createImage) => {
    expect(imageType(createImage(64, 64))).toBe(type);
    expect(imageType(createImage(64, 64).subarray(0, 2))).toBeUndefined();
  });

  it.each([
    ...Object.entries(IMAGES),
    ["image/webp", losslessWebp] as const,
    ["image/webp", lossyWebp] as const,
  ])("treat %s as a placeholder only if it is 1x1", (type, createImage) => {
    expect(isPlaceholder(createImage(1, 1), type)).toBe(true);
    for (const [width, height] of [
      [1, 2],
      [2, 1],
      [48, 48],
      [648, 648],
    ] as const) {
      expect(isPlaceholder(createImage(width, height), type)).toBe(false);
    }
  });

  it("do not throw if an image is truncated or followed by other bytes", () => {
    const image = fc
      .constantFrom(...Object.values(IMAGES), losslessWebp, lossyWebp)
      .map((createImage) => createImage(1, 1));
    fc.assert(
      fc.property(image, fc.nat(60), fc.uint8Array({ maxLength: 60 }), (bytesOfImage, end, extraBytes) => {
        const body = Buffer.concat([bytesOfImage.subarray(0, end), extraBytes]);
        const type = imageType(body);
        expect(typeof isPlaceholder(body, type ?? "image/jpeg")).toBe("boolean");
      }),
    );
  });
});
