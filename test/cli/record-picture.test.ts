import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { drawPicture } from "../../src/cli/record/picture";
import { imageType } from "../../src/parts/image";

const TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const;
const SIZES = [48, 64, 96, 120, 240, 360, 432, 504, 648];

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

describe("a drawn picture", () => {
  it("is of the type that was asked for, and as large as the original to the next 256 bytes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.constantFrom(...SIZES),
        fc.integer({ min: 4000, max: 300_000 }),
        (type, pixels, bytes) => {
          const drawn = drawPicture(type, pixels, bytes);
          expect(imageType(drawn)).toBe(type);
          expect(drawn.length).toBeGreaterThan(bytes - 256);
          expect(drawn.length).toBeLessThan(bytes + 300);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(SIZES)("is a JPEG of %i pixels", (pixels) => {
    const drawn = drawPicture("image/jpeg", pixels, 0);
    const frame = jpegSegments(drawn).get(0xffc0);
    expect([frame?.readUInt16BE(1), frame?.readUInt16BE(3)]).toEqual([pixels, pixels]);
    expect(drawn.subarray(-2).toString("hex")).toBe("ffd9");
  });

  it.each(SIZES)("is a PNG of %i pixels with two tones", (pixels) => {
    const drawn = drawPicture("image/png", pixels, 0);
    expect([drawn.readUInt32BE(16), drawn.readUInt32BE(20)]).toEqual([pixels, pixels]);
    const data = drawn.indexOf("IDAT");
    const rows = inflateSync(drawn.subarray(data + 4, data + 4 + drawn.readUInt32BE(data - 4)));
    expect(rows).toHaveLength(pixels * (pixels + 1));
    expect(new Set(rows)).toEqual(new Set([0, 64, 128]));
  });
});
