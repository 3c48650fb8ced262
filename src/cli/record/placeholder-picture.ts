/**
 * Pictures that replace recorded ones: of the same type, and padded to about the same size.
 *
 * @module
 */

import { isPlaceholder } from "../../parts/image";

/** Recorded sizes are rounded up to a multiple of this, because an exact size could identify a picture. */
const SIZE_STEP_BYTES = 256;

/** Base64. `portrait`: 64x64 pixels, a grey head and shoulders; `pixel`: 1x1. Encoded once with Pillow 12. */
const PICTURES: Readonly<Record<string, { readonly portrait: string; readonly pixel: string }>> = {
  "image/jpeg": {
    portrait: [
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7",
      "gYKBTmCNl4x9lnN+gXz/wAALCABAAEABAREA/8QAGQABAQEBAQEAAAAAAAAAAAAAAAQFAQID/8QAKRAAAgICAAQEBwEAAAAAAAAA",
      "AAECAwQREiExQRNhcZEFI0JRYoGSsf/aAAgBAQAAPwAAAAAA2ktt6SI7c7T1VHfnI815738yK1+JbGSnFSi9p9zoAJc+bjXGC+p8",
      "/wBGeCz4fN8Uq+2uIuABNnVudSkusP8ADOBdgVtcVj78kWAAE1uFCb3B8D90crwYRe5ycvLoVJJLSWkgACPIzNNxq/ojnZOx7nJv",
      "1EZSi9xk4vyZVTmyT1bzTfX7Fyaa2ntMAlzruGPhx6yXP0M8AFmDdp+E+j5ouBl5M3O+bfZ69j4gA9VzddkZLs9mwf/Z",
    ].join(""),
    pixel: [
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7",
      "gYKBTmCNl4x9lnN+gXz/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI",
      "AQEAAD8AP//Z",
    ].join(""),
  },
  "image/png": {
    portrait: [
      "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAABlBMVEVAQECAgIBe1rM8AAAAn0lEQVR42rXQsU3EYBCE0eeFwBnX",
      "AZRCZ0cJlEApLsXhhUa64D/JeAjswJZOCAmx0acZrXZmu1in/CfcThtcrht8fEESzkkRBoqF8bg+Mx2VRvtDnp7+qDxyOirFC0XH",
      "6xr1TRJJxocN2lOS7pc//Ow3eL+t3Week33BC1eKkYViIEjgnBIYlAXG/YkZJqVB21sTzHeDjbDctQbIT72+AehaSEGlxU2cAAAA",
      "AElFTkSuQmCC",
    ].join(""),
    pixel: [
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQMAAAAl21bKAAAABlBMVEVAQECAgIBe1rM8AAAACklEQVR42mNoAAAAggCB2kUIOwAA",
      "AABJRU5ErkJggg==",
    ].join(""),
  },
  "image/gif": {
    portrait: [
      "R0lGODlhQABAAIEAAEBAQICAgAAAAAAAACwAAAAAQABAAEAI2gADCBxIsKDBgwgTKlzIsKHDhxAdAphIsaLFixEzGrzIsWNFjSAJ",
      "euwYsiRCjyY1jlzJcmLKAC1jygTwsqZNkytvZpyJUqdCnhh9Ch2aEGjPm0aTulSptClFolCjSp1KdSHPqgWdYnW6dCpXmluTYj05",
      "cqxZnUqpfg2KdG1ZnG5lgox7NSJdoGfz6t3Lt6/fqBz/DpS712jetGO1Vv26mGtjxWqbmkU8GW/hmIIFBs7MuXNIwmchA45L9O7T",
      "tqY/vky9uSRrkp9fw94p+yjE2rYl4s7NcDdvgQEBADs=",
    ].join(""),
    pixel: "R0lGODlhAQABAIEAAICAgAAAAAAAAAAAACwAAAAAAQABAAAIBAABBAQAOw==",
  },
  "image/webp": {
    portrait: [
      "UklGRnIAAABXRUJQVlA4TGUAAAAvP8APAAWjNpIcUStoDX5DT89efEX0fwL0b2fchtUW7Oaxn4YzC++V4L4O/J+JbLoOmXQlsijc",
      "oPgtdVxS14leW+Y92E3Dm4Q7hsoMahOorqO+isQaMk9Gqo/cU5F8T8i+I6Q/BwA=",
    ].join(""),
    pixel: "UklGRhYAAABXRUJQVlA4TAoAAAAvAAAAAEUBI/of",
  },
};

/**
 * The picture that replaces `original`. The size decides whether a photo is trimmed, so it is kept to the next 256 bytes,
 * with zeros after the end of the picture, which decoders ignore. A 1x1 picture stays one: to the Action, it means "no
 * photo".
 *
 * @param type MIME type of `original` by its first bytes
 */
export function placeholderFor(original: Buffer, type: string): Buffer {
  const pictures = PICTURES[type];
  if (!pictures) throw new Error(`there is no placeholder picture for ${type}`);
  if (isPlaceholder(original, type)) return Buffer.from(pictures.pixel, "base64");
  const portrait = Buffer.from(pictures.portrait, "base64");
  const bytes = Math.ceil(original.length / SIZE_STEP_BYTES) * SIZE_STEP_BYTES;
  return Buffer.concat([portrait, Buffer.alloc(Math.max(0, bytes - portrait.length))]);
}
