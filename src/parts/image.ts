/**
 * Type and size of an image, from its first bytes.
 *
 * @module
 */

/** MIME type by the first bytes, because `Content-Type` can be wrong (next-auth#3704). */
export function imageType(body: Uint8Array): string | undefined {
  const start = Buffer.from(body.subarray(0, 12));
  const [hex, text] = [start.toString("hex"), start.toString("latin1")];
  if (hex.startsWith("ffd8ff")) return "image/jpeg";
  if (hex.startsWith("89504e470d0a1a0a")) return "image/png";
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  return /^RIFF[^]{4}WEBP$/.test(text) ? "image/webp" : undefined;
}

/** Bytes of the headers that contain the size. The JPEG parser checks its own bounds. */
const HEADER_BYTES = 24;
const WEBP_HEADER_BYTES = 30;

/**
 * Whether the image is 1x1, which is Graph's placeholder for a user without a photo.
 *
 * @see https://learn.microsoft.com/graph/api/profilephoto-get
 */
export function isPlaceholder(body: Buffer, type: string): boolean {
  if (body.length < (type === "image/webp" ? WEBP_HEADER_BYTES : HEADER_BYTES)) return false;
  if (type === "image/gif") return body.readUInt16LE(6) * body.readUInt16LE(8) === 1;
  if (type === "image/png") return body.readUInt32BE(16) * body.readUInt32BE(20) === 1;
  return (type === "image/jpeg" ? jpegPixels(body) : webpPixels(body)) === 1;
}

/** Number of pixels, from the start-of-frame segment. Each segment before it contains its length. */
function jpegPixels(body: Buffer): number | undefined {
  let at = 2;
  while (at + 9 <= body.length && body[at] === 0xff) {
    const marker = body.readUInt8(at + 1);
    // C4, C8 and CC are tables and extensions, not frames.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return body.readUInt16BE(at + 5) * body.readUInt16BE(at + 7);
    // Fill bytes before a marker.
    at += marker === 0xff ? 1 : 2 + body.readUInt16BE(at + 2);
  }
  return undefined;
}

/** @see https://developers.google.com/speed/webp/docs/riff_container */
function webpPixels(body: Buffer): number | undefined {
  switch (body.toString("latin1", 12, 16)) {
    case "VP8X":
      return (body.readUIntLE(24, 3) + 1) * (body.readUIntLE(27, 3) + 1);
    case "VP8L": {
      const bits = body.readUInt32LE(21);
      return ((bits & 0x3fff) + 1) * (((bits >> 14) & 0x3fff) + 1);
    }
    case "VP8 ":
      return (body.readUInt16LE(26) & 0x3fff) * (body.readUInt16LE(28) & 0x3fff);
    default:
      return undefined;
  }
}
