/**
 * Pictures of nobody: a head and shoulders drawn by a formula, as a file of the same type and about the same size.
 *
 * @module
 */

import { crc32, deflateSync } from "node:zlib";

const BYTES_CLASS = 256;
const DARK = 64;
const LIGHT = 128;
const GIF = "47494638396101000100800000808080ffffff2c00000000010001000002024401003b";
const WEBP = "524946461a000000574542505650384c0d0000002f00000010071011118888fe0700";

/**
 * Draws one.
 *
 * @param pixels width and height of JPEG and PNG; the others have one pixel
 * @param bytes length of the original; the drawing gets the next multiple of 256, or what it needs
 */
export function drawPicture(contentType: string, pixels: number, bytes: number): Buffer {
  const wanted = Math.ceil(bytes / BYTES_CLASS) * BYTES_CLASS;
  switch (contentType) {
    case "image/jpeg":
      return jpeg(pixels, wanted);
    case "image/png":
      return png(pixels, wanted);
    case "image/gif":
      return gif(wanted);
    default:
      return webp(wanted);
  }
}

/** Whether a head or shoulders are at a place from 0 to 1. */
function isFigure(x: number, y: number): boolean {
  const isHead = (x - 0.5) ** 2 + (y - 0.36) ** 2 < 0.19 ** 2;
  return isHead || ((x - 0.5) / 0.36) ** 2 + ((y - 1) / 0.38) ** 2 < 1;
}

/** Baseline, grey, one flat tone for each block of eight pixels: each is the difference to the one before it. */
function jpeg(pixels: number, wanted: number): Buffer {
  const segment = (marker: number, ...content: (number | number[])[]) => {
    const data = content.flat();
    return Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff, ...data]);
  };
  const size = [pixels >> 8, pixels & 0xff];
  const codes = (...counts: number[]) => [...counts, ...new Array<number>(16 - counts.length).fill(0)];
  const head = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from("JFIF\0")], [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, 0, new Array<number>(64).fill(16)),
    segment(0xc0, 8, size, size, 1, [1, 0x11, 0]),
    // For tones: code 0 is no difference, code 10 one of six bits. For details within a block: code 0, there are none.
    segment(0xc4, 0x00, codes(1, 1), [0, 6]),
    segment(0xc4, 0x10, codes(1), [0]),
  ]);
  const scan = Buffer.concat([
    segment(0xda, 1, [1, 0x00], [0, 63, 0]),
    packBits(toneDifferences(Math.ceil(pixels / 8))),
    Buffer.from([0xff, 0xd9]),
  ]);
  const comments = fill(wanted - head.length - scan.length, 4, 60_000, (length) =>
    segment(0xfe, new Array<number>(length).fill(0x20)),
  );
  return Buffer.concat([head, ...comments, scan]);
}

function toneDifferences(blocks: number): string {
  let bits = "";
  let before = false;
  for (let index = 0; index < blocks * blocks; index++) {
    const now = isFigure(((index % blocks) + 0.5) / blocks, (Math.floor(index / blocks) + 0.5) / blocks);
    // 32 up or down, which is 64 tones at this quantization.
    bits += now === before ? "0" : now ? "10011111" : "10100000";
    bits += "0";
    before = now;
  }
  return bits;
}

function packBits(bits: string): Buffer {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));
}

function png(pixels: number, wanted: number): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
    return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
  };
  const place = (index: number) => (index + 0.5) / pixels;
  const rows = Array.from({ length: pixels }, (_, y) => [
    0,
    ...Array.from({ length: pixels }, (__, x) => (isFigure(place(x), place(y)) ? DARK : LIGHT)),
  ]);
  const head = Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", Buffer.concat([uint32(pixels), uint32(pixels), Buffer.from([8, 0, 0, 0, 0])])),
  ]);
  const tail = Buffer.concat([
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  const comments = fill(wanted - head.length - tail.length, 20, 1_000_000, (length) =>
    chunk("tEXt", Buffer.from(`Comment\0${" ".repeat(length)}`, "latin1")),
  );
  return Buffer.concat([head, ...comments, tail]);
}

function gif(wanted: number): Buffer {
  const whole = Buffer.from(GIF, "hex");
  const comments = fill(wanted - whole.length, 5, 255, (length) =>
    Buffer.from([0x21, 0xfe, length, ...new Array<number>(length).fill(0x20), 0]),
  );
  return Buffer.concat([whole.subarray(0, -1), ...comments, whole.subarray(-1)]);
}

function webp(wanted: number): Buffer {
  const whole = Buffer.from(WEBP, "hex");
  const junk = fill(wanted - whole.length, 8, 1_000_000, (length) => {
    const even = length + (length % 2);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(even);
    return Buffer.concat([Buffer.from("JUNK", "latin1"), size, Buffer.alloc(even)]);
  });
  const file = Buffer.concat([whole, ...junk]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

/** Comments that fill `space`. @param overhead bytes that each needs beside its content @param most of its content */
function fill(space: number, overhead: number, most: number, make: (length: number) => Buffer): Buffer[] {
  const made: Buffer[] = [];
  for (let left = space; left > overhead;) {
    const comment = make(Math.min(left - overhead, most));
    made.push(comment);
    left -= comment.length;
  }
  return made;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
