/**
 * The photo.
 *
 * @module
 */

import { type GraphResponse, assertOk, isResourceNotFound } from "../graph/client";
import { isRecord, own, ownText, without } from "../json";
import { Failure } from "../http/failure";
import { loadCrypto } from "../lazy-packages";
import { NONE, type Part, type ReadContext, type Reading, type PartData, UNAVAILABLE, found } from "./part";
import { imageType, isPlaceholder } from "./image";

/** Reading stops here: what is larger would not fit into a user's profile by far. */
const CAP_BYTES = 262_144;
/** Codes of a 404 that prove that there is no photo; each was seen in public reports. */
const NO_PHOTO: ReadonlySet<string> = new Set([
  "ImageNotFound",
  "ErrorItemNotFound",
  "ErrorEntityNotFound",
  "GetUserPhoto",
  "ConsumerPhotoIsNotSupported",
]);
/** Codes that blame the request itself, and say nothing about the mailbox. */
const BAD_REQUEST = /^(?:BadRequest$|InvalidRequest$|Request_)/i;
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/;

/** @see https://learn.microsoft.com/graph/api/profilephoto-get */
export const photo: Part = {
  name: "photo",
  metadataKeys: ["thumbnailPhoto"],
  entraKeys: ["photo"],
  permission: "ProfilePhoto.Read.All",
  tooLargeRemedy: "lower PHOTO_SIZE: the photo is too large",
  isOn: ({ settings, connectionSyncsPhotos }) =>
    settings.userPhotos && (connectionSyncsPhotos ?? settings.syncUserPhotos),
  usesGraph: () => true,
  isPerMailbox: true,
  variant: (settings) => settings.photoSize,
  isVariant: (stored, settings) => !stored.entra.photo || isOfSize(stored, settings.photoSize),
  isPresent: (slice) => slice.metadata.thumbnailPhoto !== undefined || slice.entra.photo !== undefined,
  comparable: ({ metadata, entra }) => {
    // A new ETag alone is no reason to write.
    return { metadata, entra: isRecord(entra.photo) ? { photo: without(entra.photo, "etag") } : {} };
  },
  async read(context) {
    const sized = await get(context, `/photos/${context.settings.photoSize}/$value`);
    // A 404 for one size proves nothing (microsoft-graph-docs#2319), so the photo itself is requested once.
    const isOpen = sized.status === 404 && !isDecided(sized);
    return interpret(context, isOpen ? await get(context, "/photo/$value") : sized);
  },
};

/** Whether a 404 for a size has a code that would be the same without the size. */
function isDecided({ error }: GraphResponse): boolean {
  return error !== undefined && (BAD_REQUEST.test(error.code) || isAboutMailbox(error.code));
}

async function get({ graph, userPath, stored, settings }: ReadContext, path: string): Promise<GraphResponse> {
  const etag = ownText(stored.entra.photo, "etag");
  const isComparable = etag && ETAG.test(etag) && hasPhoto(stored, settings.photoSize);
  return graph.get(`${userPath}${path}`, CAP_BYTES, isComparable ? { "if-none-match": etag } : {});
}

function interpret({ stored, settings }: ReadContext, answer: GraphResponse): Reading {
  if (answer.status >= 400 && answer.status < 500) return interpretError(answer);
  const { status, headers, body } = assertOk(answer);
  const size = settings.photoSize;
  const before = hasPhoto(stored, size) ? stored.entra.photo : undefined;
  const unchanged: Reading = { kind: "found", slice: stored };
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
  return (
    isOfSize(stored, size) && (ownText(stored.metadata, "thumbnailPhoto")?.startsWith("data:image/") ?? false)
  );
}

function isOfSize(stored: PartData, size: string): boolean {
  return own(stored.entra.photo, "size") === size;
}

/**
 * What a 4xx says. Only a 404 with a code of the list proves that there is no photo. Any other error of Graph's is a state
 * of this one mailbox: not licensed, not created yet, hosted elsewhere.
 *
 * @throws {@link Failure} if it is about the token, the request or the person instead
 */
function interpretError(answer: GraphResponse): Reading {
  const { status, error } = answer;
  if (status !== 429 && error && isAboutMailbox(error.code)) return UNAVAILABLE;
  if ([401, 403, 408, 429].includes(status)) assertOk(answer);
  if (!error) throw new Failure("invalid");
  if (isResourceNotFound(answer)) throw new Failure("user_not_found");
  if (BAD_REQUEST.test(error.code)) throw new Failure("invalid");
  return status === 404 && NO_PHOTO.has(error.code) ? NONE : UNAVAILABLE;
}

function isAboutMailbox(code: string): boolean {
  return code.startsWith("Mailbox");
}
