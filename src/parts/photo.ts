/**
 * The photo.
 *
 * @module
 */

import { type GraphAnswer, expectAnswer, isAboutMailbox, isNone, isUserNotFound } from "../graph/session";
import { own, ownText } from "../mapping/json";
import { Failure } from "../network/failure";
import { loadCrypto } from "../packages";
import { NONE, type Part, type ReadContext, type Reading, type Slice } from "./part";

/** Reading stops here: what is larger would not fit into a user's profile by far. */
const CAP_BYTES = 262_144;
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/;

/** @see https://learn.microsoft.com/graph/api/profilephoto-get */
export const photo: Part = {
  name: "photo",
  metadataKeys: ["thumbnailPhoto"],
  entraKeys: ["photo"],
  permission: "ProfilePhoto.Read.All",
  tooLargeRemedy: "photo is too large: lower PHOTO_SIZE",
  isOn: ({ settings, connectionSyncsPhotos }) =>
    settings.userPhotos && (connectionSyncsPhotos ?? settings.syncUserPhotos),
  asksGraph: () => true,
  variant: (settings) => settings.photoSize,
  isVariant: (stored, settings) => !stored.entra.photo || isOfSize(stored, settings.photoSize),
  isPresent: (slice) => slice.metadata.thumbnailPhoto !== undefined || slice.entra.photo !== undefined,
  async read(context) {
    const size = context.settings.photoSize;
    const answer = await get(context, `/photos/${size}/$value`);
    if (answer.status !== 404 || isUserNotFound(answer) || isMailboxError(answer))
      return understand(context, answer);
    // A missing size proves nothing (microsoft-graph-docs#2319), so the photo itself is asked for, once.
    return understand(context, await get(context, "/photo/$value"));
  },
};

async function get({ graph, userPath, stored, settings }: ReadContext, path: string): Promise<GraphAnswer> {
  const etag = ownText(stored.entra.photo, "etag");
  const comparable = etag && ETAG.test(etag) && hasPhoto(stored) && isOfSize(stored, settings.photoSize);
  return graph.get(`${userPath}${path}`, CAP_BYTES, comparable ? { "if-none-match": etag } : {});
}

function understand({ stored, settings }: ReadContext, answer: GraphAnswer): Reading {
  if (isMailboxError(answer)) return { kind: "unobtainable" };
  if (isNone(answer)) return NONE;
  const { status, headers, body } = expectAnswer(answer);
  const known = hasPhoto(stored) && isOfSize(stored, settings.photoSize);
  if (status === 304 && known) return { kind: "found", slice: stored };
  const contentType = status === 200 ? imageType(body) : undefined;
  if (!contentType) throw new Failure("invalid");
  const etag = headers.etag ?? "";
  const sha256 = loadCrypto().hash("sha256", body);
  const before = stored.entra.photo;
  const same = own(before, "sha256") === sha256 || (etag !== "" && own(before, "etag") === etag);
  if (known && same) return { kind: "found", slice: stored };
  return {
    kind: "found",
    slice: {
      metadata: { thumbnailPhoto: `data:${contentType};base64,${body.toString("base64")}` },
      entra: {
        photo: {
          ...(ETAG.test(etag) && { etag }),
          sha256,
          contentType,
          bytes: body.byteLength,
          size: settings.photoSize,
        },
      },
    },
  };
}

function hasPhoto(stored: Slice): boolean {
  return ownText(stored.metadata, "thumbnailPhoto")?.startsWith("data:image/") ?? false;
}

function isOfSize(stored: Slice, size: string): boolean {
  return own(stored.entra.photo, "size") === size;
}

function isMailboxError(answer: GraphAnswer): boolean {
  return answer.status >= 400 && answer.status < 500 && isAboutMailbox(answer.error?.code ?? "");
}

/** MIME type by the first bytes: what the header says has been wrong before (next-auth#3704). */
export function imageType(body: Uint8Array): string | undefined {
  const start = Buffer.from(body.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (/^GIF8[79]a/.test(start)) return "image/gif";
  if (/^RIFF[^]{4}WEBP$/.test(start)) return "image/webp";
  return undefined;
}
