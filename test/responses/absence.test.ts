/**
 * Responses that prove that a photo or manager no longer exists, and responses that do not.
 */

import { graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const PHOTO_ONLY = {
  USER_PHOTOS: "on",
  SYNC_USER_PHOTOS: "on",
  SYNC_PROFILE: "off",
  SYNC_MANAGER: "off",
  SYNC_DIRECT_REPORTS: "off",
};
const MANAGER_ONLY = { SYNC_PROFILE: "off", SYNC_DIRECT_REPORTS: "off" };
const stored = {
  thumbnailPhoto: "data:image/jpeg;base64,AAAA",
  manager: "Grace Hopper",
  entra: {
    identity: "contoso|q1",
    photo: { etag: '"1"', sha256: "x", contentType: "image/jpeg", bytes: 3, size: "64x64" },
    manager: { id: "m", displayName: "Grace Hopper" },
  },
};

describe("absent photos", () => {
  test.each([
    "ImageNotFound",
    "ErrorItemNotFound",
    "ErrorEntityNotFound",
    "GetUserPhoto",
    "ConsumerPhotoIsNotSupported",
  ])("a photo is removed by 404 %s", async (code) => {
    const answers = { photoSized: graphError(404, code), photo: graphError(404, code) };
    const { line, metadata, entra, counts } = await logIn({ settings: PHOTO_ONLY, stored, answers });
    expect(line).toMatchObject({ photo: "removed", saved: "management-api" });
    expect(metadata).not.toHaveProperty("thumbnailPhoto");
    expect(entra).not.toHaveProperty("photo");
    expect([counts.photoSized, counts.photo]).toEqual([1, 1]);
    const none = await logIn({ settings: PHOTO_ONLY, stored: {}, answers });
    expect(none.line).toMatchObject({ photo: "none", entra: "unchanged" });
  });

  test.each([
    [404, "UnknownError"],
    [404, ""],
    [404, "ServiceNotFound"],
    [404, "ResourceNotFound"],
    [404, "ErrorNonExistentMailbox"],
    [404, "ErrorInvalidUser"],
    [404, "OrganizationFromTenantGuidNotFound"],
    [404, "MailboxNotEnabledForRESTAPI"],
    [400, "AuthenticationError"],
    [400, "MailboxNotHostedInExchangeOnline"],
    [403, "MailboxNotHostedInExchangeOnline"],
    [401, "MailboxNotEnabledForRESTAPI"],
    [409, "ErrorMailboxMoveInProgress"],
    [424, "FailedDependency"],
    [400, "BadRequestOfAnotherKind"],
    // Status 400 is a state of the mailbox, whatever its code.
    [400, "ImageNotFound"],
  ])("a photo is kept and fresh after %d %j, a state of the mailbox", async (status, code) => {
    const answers = { photoSized: graphError(status, code), photo: graphError(status, code) };
    const instance = `mailbox ${status} ${code}`;
    const { line, writes } = await logIn({ settings: PHOTO_ONLY, stored, answers, instance });
    expect(line).toMatchObject({ entra: "unchanged", photo: "none" });
    expect(writes).toEqual([]);
    const again = await logIn({ settings: PHOTO_ONLY, stored, answers, instance });
    expect(again.lines).toEqual([]);
    expect(again.requests).toEqual([]);
  });

  test.each([
    [404, "Request_ResourceNotFound", "user_not_found"],
    [404, "Request_BadRequest", "invalid"],
    [400, "BadRequest", "invalid"],
    [400, "InvalidRequest", "invalid"],
    [400, "invalidRequest", "invalid"],
    [408, "RequestTimeout", "unavailable"],
  ])("a photo is kept after %d %s, which fails as %s", async (status, code, _reason) => {
    const answers = { photoSized: graphError(status, code) };
    const { line, writes, counts } = await logIn({ settings: PHOTO_ONLY, stored, answers });
    expect(line).toMatchObject({ entra: "failed", photo: `failed:${_reason}` });
    expect(writes).toEqual([]);
    expect(counts.photo).toBe(0);
  });

  test("a photo is kept after a 404 that is not from Graph", async () => {
    const answers = { photoSized: { status: 404, body: "<html>" }, photo: { status: 404, body: "<html>" } };
    const { line, writes } = await logIn({ settings: PHOTO_ONLY, stored, answers });
    expect(line).toMatchObject({ photo: "failed:invalid" });
    expect(writes).toEqual([]);
  });

  test.each([
    ["GIF", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"],
    [
      "PNG",
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    ],
  ])("a photo is kept if Graph responds with its placeholder, a %s of one pixel", async (_, bytes) => {
    const { line, writes } = await logIn({
      settings: PHOTO_ONLY,
      stored,
      answers: { photoSized: { bytes } },
    });
    expect(line).toMatchObject({ photo: "none", entra: "unchanged" });
    expect(writes).toEqual([]);
  });
});

describe("absent managers", () => {
  test("a manager is removed by 404 Request_ResourceNotFound that names the manager", async () => {
    const { line, writes } = await logIn({ settings: MANAGER_ONLY, stored });
    expect(line).toMatchObject({ manager: "removed" });
    expect(writes).toMatchObject([{ manager: null }]);
  });

  test.each([
    [graphError(404, "Request_ResourceNotFound", "Resource '2744ccd1' does not exist"), "user_not_found"],
    [graphError(404, "UnknownError"), "invalid"],
    [graphError(404, ""), "invalid"],
    [graphError(404, "ServiceNotFound"), "invalid"],
    [graphError(404, "ResourceNotFound", "Resource 'manager' could not be discovered."), "invalid"],
    [graphError(404, "Directory_ObjectNotFound"), "invalid"],
    [{ status: 404, body: "<html>" }, "invalid"],
  ])("a manager is kept after another 404: %#", async (manager, reason) => {
    const { line, writes } = await logIn({ settings: MANAGER_ONLY, stored, answers: { manager } });
    expect(line).toMatchObject({ entra: "failed", manager: `failed:${reason}` });
    expect(writes).toEqual([]);
  });

  test("a manager is kept if the user itself does not exist", async () => {
    const answers = {
      user: graphError(404, "Request_ResourceNotFound", "Resource '2744ccd1' does not exist"),
    };
    const { line, metadata } = await logIn({ settings: { SYNC_DIRECT_REPORTS: "off" }, stored, answers });
    expect(line).toMatchObject({ profile: "failed:user_not_found", manager: "failed:user_not_found" });
    expect(metadata.manager).toBe("Grace Hopper");
  });

  const contact = {
    "@odata.type": "#microsoft.graph.orgContact",
    id: "c0000000-0000-4000-8000-000000000001",
  };

  test("a manager who is a readable contact is stored like a user", async () => {
    const manager = { body: { ...contact, displayName: "External Boss", mail: "boss@partner.example" } };
    const { line, metadata, entra } = await logIn({ settings: MANAGER_ONLY, answers: { manager } });
    expect(line).toMatchObject({ manager: "updated" });
    expect(metadata.manager).toBe("External Boss");
    expect(entra.manager).toEqual({
      id: contact.id,
      displayName: "External Boss",
      mail: "boss@partner.example",
    });
  });

  test("a manager who is a contact with nulls requires OrgContact.Read.All", async () => {
    const manager = { body: { ...contact, displayName: null, mail: null, jobTitle: null } };
    const { line, writes } = await logIn({ settings: MANAGER_ONLY, stored, answers: { manager } });
    expect(line).toMatchObject({ manager: "failed:limited" });
    expect(line.hint).toMatch(/^grant OrgContact\.Read\.All/);
    expect(writes).toEqual([]);
  });
});
