import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { placeholderFor } from "../../src/cli/record/placeholder-picture";
import { imageType, isPlaceholder } from "../../src/parts/image";

const TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const;
/** 1x1 pixel, each made by another encoder than the placeholders. */
const ONE_PIXEL = {
  "image/jpeg": "ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffd9",
  "image/png": "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef924",
  "image/gif": "47494638396101000100800000808080ffffff2c00000000010001000002024401003b",
  "image/webp": "524946461a000000574542505650384c0d0000002f00000010071011118888fe0700",
};

/** Bytes after each marker of a JPEG up to its picture data, by marker. */
function jpegSegments(file: Buffer): Map<number, Buffer> {
  const segments = new Map<number, Buffer>();
  for (let at = 2; at < file.length;) {
    const marker = file.readUInt16BE(at);
    const length = file.readUInt16BE(at + 2);
    segments.set(marker, file.subarray(at + 4, at + 2 + length));
    at += 2 + length;
    if (marker === 0xffda) break;
  }
  return segments;
}

describe("placeholderFor", () => {
  it("returns a picture of the original's type that has more than one pixel and is at most 255 bytes larger", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.integer({ min: 512, max: 262_144 }), (type, bytes) => {
        const placeholder = placeholderFor(Buffer.alloc(bytes, 0x7a), type);
        expect(imageType(placeholder)).toBe(type);
        expect(isPlaceholder(placeholder, type)).toBe(false);
        expect(placeholder.length).toBeGreaterThanOrEqual(bytes);
        expect(placeholder.length).toBeLessThan(bytes + 256);
      }),
      { numRuns: 60 },
    );
  });

  it.each(TYPES)("returns the same bytes for any two pictures of type %s and similar size", (type) => {
    const [one, other] = [Buffer.alloc(5000, 0x11), Buffer.alloc(5001, 0x77)];
    expect(placeholderFor(one, type)).toEqual(placeholderFor(other, type));
  });

  it.each(TYPES)("replaces a 1x1 picture of type %s with another 1x1 picture", (type) => {
    const original = Buffer.concat([Buffer.from(ONE_PIXEL[type], "hex"), Buffer.from("Quackenbush")]);
    expect(isPlaceholder(original, type)).toBe(true);
    const placeholder = placeholderFor(original, type);
    expect(imageType(placeholder)).toBe(type);
    expect(isPlaceholder(placeholder, type)).toBe(true);
    expect(placeholder.toString("latin1")).not.toContain("Quackenbush");
  });

  it("keeps a picture of exactly the Action's 256 KiB limit within the limit", () => {
    expect(placeholderFor(Buffer.alloc(262_144), "image/jpeg")).toHaveLength(262_144);
  });

  it("rejects a type that has no placeholder picture", () => {
    expect(() => placeholderFor(Buffer.alloc(9), "image/bmp")).toThrow(
      "there is no placeholder picture for image/bmp",
    );
  });

  it("returns a JPEG of 64x64 pixels that ends with its end marker if nothing is padded", () => {
    const placeholder = placeholderFor(Buffer.alloc(0), "image/jpeg");
    const frame = jpegSegments(placeholder).get(0xffc0);
    expect([frame?.readUInt16BE(1), frame?.readUInt16BE(3)]).toEqual([64, 64]);
    expect(placeholder.subarray(-2).toString("hex")).toBe("ffd9");
  });

  it("returns a PNG of 64x64 pixels with two tones", () => {
    const placeholder = placeholderFor(Buffer.alloc(0), "image/png");
    expect([placeholder.readUInt32BE(16), placeholder.readUInt32BE(20)]).toEqual([64, 64]);
    const palette = placeholder.indexOf("PLTE");
    expect(placeholder.subarray(palette + 4, palette + 10).toString("hex")).toBe("404040808080");
    const data = placeholder.indexOf("IDAT");
    const rows = inflateSync(placeholder.subarray(data + 4, data + 4 + placeholder.readUInt32BE(data - 4)));
    expect(rows).toHaveLength(64 * (1 + 64 / 8));
  });

  it("returns a GIF and a WebP of 64x64 pixels", () => {
    const gif = placeholderFor(Buffer.alloc(0), "image/gif");
    expect([gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual([64, 64]);
    expect(gif.at(-1)).toBe(0x3b);
    const webp = placeholderFor(Buffer.alloc(0), "image/webp");
    expect([webp.readUInt32LE(21) & 0x3fff, (webp.readUInt32LE(21) >> 14) & 0x3fff]).toEqual([63, 63]);
    expect(webp.readUInt32LE(4)).toBe(webp.length - 8);
  });
});
