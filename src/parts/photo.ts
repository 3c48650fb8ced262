/**
 * The photo.
 *
 * @module
 */

import { type GraphResponse, assertOk, isResourceNotFound } from "../graph/client";
import { isRecord, own, ownText, without } from "../json";
import { Failure } from "../http/failure";
import { loadCrypto } from "../lazy-packages";
import { onOff, oneOf } from "../settings/parse";
import type { SettingsReader } from "../settings/reader";
import { imageType, isPlaceholder } from "./image";
import { NONE, type Part, type PartData, type ReadContext, type Reading, UNAVAILABLE, found } from "./part";

/** Bytes of a response. Far more than a photo that fits into a user's profile. */
const MAX_BYTES = 262_144;
/** Error codes of a 404 that prove that there is no photo. Each occurs in public reports. */
const NO_PHOTO: ReadonlySet<string> = new Set([
  "ImageNotFound",
  "ErrorItemNotFound",
  "ErrorEntityNotFound",
  "GetUserPhoto",
  "ConsumerPhotoIsNotSupported",
]);
/** Error codes that are about the request and not about the mailbox. */
const BAD_REQUEST = /^(?:BadRequest$|InvalidRequest$|Request_)/i;
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/;

/** Sizes of photos that Graph stores. @see https://learn.microsoft.com/graph/api/profilephoto-get */
const SIZES = [48, 64, 96, 120, 240, 360, 432, 504, 648].map((pixels) => `${pixels}x${pixels}`);

/** @see https://learn.microsoft.com/graph/api/profilephoto-get */
export function photo(settings: SettingsReader): Part {
  const size = settings.value("PHOTO_SIZE", oneOf(...SIZES));
  const isAllowed = settings.value("USER_PHOTOS", onOff);
  const isSynced = settings.value("SYNC_USER_PHOTOS", onOff);
  const isSyncedForConnection = settings.connection("sync_user_photos", onOff) ?? isSynced;
  return {
    name: "photo",
    isOn: isAllowed && isSyncedForConnection,
    metadataKeys: ["thumbnailPhoto"],
    entraKeys: ["photo"],
    permission: "ProfilePhoto.Read.All",
    usesGraph: true,
    isPerMailbox: true,
    variant: size,
    isCurrent: (stored) => !stored.entra.photo || isOfSize(stored, size),
    tooLargeHint: "lower PHOTO_SIZE: the photo is too large",
    // A new ETag alone is no reason to write.
    comparable: ({ metadata, entra }) => ({
      metadata,
      entra: isRecord(entra.photo) ? { photo: without(entra.photo, "etag") } : {},
    }),
    async read(context) {
      const sized = await requestPhoto(context, size, `/photos/${size}/$value`);
      // A 404 for one size proves nothing (microsoft-graph-docs#2319), so the photo itself is requested once.
      const response =
        sized.status === 404 && !isConclusive(sized)
          ? await requestPhoto(context, size, "/photo/$value")
          : sized;
      return parseResponse(context.stored, size, response);
    },
    trims: [
      {
        note: "thumbnailPhoto",
        rank: 8,
        // The smallest size cannot be lowered.
        ...(size !== SIZES[0] && { setting: "PHOTO_SIZE" }),
        without: ({ metadata, entra }) =>
          metadata.thumbnailPhoto === undefined
            ? undefined
            : { metadata: without(metadata, "thumbnailPhoto"), entra: without(entra, "photo") },
      },
    ],
    tokenClaims: [
      { name: "thumbnailPhoto", rank: 1, value: dataUrl },
      { name: "picture", rank: 2, isStandard: true, value: dataUrl },
    ],
    summary: ({ entra }) =>
      `${String(own(entra.photo, "contentType"))}, ${String(own(entra.photo, "bytes"))} bytes`,
    offReason: isAllowed
      ? "off by SYNC_USER_PHOTOS, except for connections with sync_user_photos: on"
      : "off: set USER_PHOTOS and SYNC_USER_PHOTOS to on",
  };
}

function dataUrl({ metadata }: PartData): string | undefined {
  const url = ownText(metadata, "thumbnailPhoto");
  return url?.startsWith("data:image/") ? url : undefined;
}

/** Whether a 404 for a size has a code that would be the same without the size. */
function isConclusive({ error }: GraphResponse): boolean {
  return error !== undefined && (BAD_REQUEST.test(error.code) || isAboutMailbox(error.code));
}

async function requestPhoto(
  { graph, userPath, stored }: ReadContext,
  size: string,
  path: string,
): Promise<GraphResponse> {
  const etag = ownText(stored.entra.photo, "etag");
  const isComparable = etag && ETAG.test(etag) && hasPhoto(stored, size);
  return graph.get(`${userPath}${path}`, MAX_BYTES, isComparable ? { "if-none-match": etag } : {});
}

function parseResponse(stored: PartData, size: string, response: GraphResponse): Reading {
  if (response.status >= 400 && response.status < 500) return parseError(response);
  const { status, headers, body } = assertOk(response);
  const before = hasPhoto(stored, size) ? stored.entra.photo : undefined;
  const unchanged: Reading = { kind: "found", data: stored };
  if (status === 304 && before) return unchanged;
  const contentType = status === 200 ? imageType(body) : undefined;
  if (!contentType) throw new Failure("invalid");
  if (isPlaceholder(body, contentType)) return UNAVAILABLE;
  const etag = headers.etag ?? "";
  const sha256 = loadCrypto().hash("sha256", body);
  if (own(before, "sha256") === sha256 || (etag !== "" && own(before, "etag") === etag)) return unchanged;
  return found(
    { thumbnailPhoto: `data:${contentType};base64,${body.toString("base64")}` },
    { photo: { ...(ETAG.test(etag) && { etag }), sha256, contentType, bytes: body.byteLength, size } },
  );
}

/** Whether a photo of this size is stored. */
function hasPhoto(stored: PartData, size: string): boolean {
  return isOfSize(stored, size) && dataUrl(stored) !== undefined;
}

function isOfSize(stored: PartData, size: string): boolean {
  return own(stored.entra.photo, "size") === size;
}

/**
 * What a 4xx means. Only a 404 with a code in `NO_PHOTO` proves that there is no photo. Graph's other errors are about this
 * mailbox: it is not licensed, not created yet or hosted elsewhere.
 *
 * @throws {@link Failure} if the error is about the token, the request or the user
 */
function parseError(response: GraphResponse): Reading {
  const { status, error } = response;
  if (status !== 429 && error && isAboutMailbox(error.code)) return UNAVAILABLE;
  if ([401, 403, 408, 429].includes(status)) assertOk(response);
  if (!error) throw new Failure("invalid");
  if (isResourceNotFound(response)) throw new Failure("user_not_found");
  if (BAD_REQUEST.test(error.code)) throw new Failure("invalid");
  return status === 404 && NO_PHOTO.has(error.code) ? NONE : UNAVAILABLE;
}

function isAboutMailbox(code: string): boolean {
  return code.startsWith("Mailbox");
}
