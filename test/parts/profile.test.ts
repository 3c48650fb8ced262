import { profile as createProfile } from "../../src/parts/profile";
import { createSettingsReader } from "../../src/settings/reader";
import { contextFor, fakeGraph, graphError, response } from "../support/graph";

const profile = createProfile(createSettingsReader({}));
const graphUser = {
  id: "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
  displayName: "Adele",
  city: "Seattle",
  businessPhones: [],
};

describe("profile part", () => {
  it("maps the Graph user, before the claims, to a profile", async () => {
    const reading = await profile.read(contextFor(fakeGraph(response(200, graphUser))));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { profile: { city: "Seattle", phone: [], name: "Adele" } } },
    });
  });

  it("maps only the claims, without a request, if SYNC_PROFILE is claims", async () => {
    const graph = fakeGraph();
    const claimsOnly = createProfile(createSettingsReader({ SYNC_PROFILE: "claims" }));
    const reading = await claimsOnly.read(contextFor(graph));
    expect(graph.requests).toEqual([]);
    expect(reading).toMatchObject({ data: { entra: { profile: { city: "Bern", user_id: "u" } } } });
    expect(claimsOnly.usesGraph).toBe(false);
  });

  it("uses the object ID of the response if the user was requested by UPN", async () => {
    const context = contextFor(fakeGraph(response(200, graphUser)), {
      oid: undefined,
      claims: { attributes: {}, userId: "u", native: true },
    });
    expect(await profile.read(context)).toMatchObject({
      data: { entra: { profile: { oid: graphUser.id } } },
    });
  });

  it.each([
    ["user_not_found", 404, graphError("Request_ResourceNotFound")],
    ["invalid", 404, "<html>"],
    ["invalid", 400, graphError("BadRequest")],
    ["invalid", 200, "<html>"],
    ["invalid", 200, "null"],
    ["invalid", 200, { displayName: "no id" }],
    ["invalid", 200, { ...graphUser, id: "of another user" }],
    ["limited", 200, { id: graphUser.id, displayName: null, businessPhones: [] }],
    ["throttled", 429, ""],
    ["unavailable", 502, "<html>"],
  ])("fails as %s for status %d and body %j", async (reason, status, body) => {
    await expect(profile.read(contextFor(fakeGraph(response(status, body))))).rejects.toMatchObject({
      reason,
    });
  });

  it("falls back to the stored profile, and adds claims that are missing in it and not read from Graph", () => {
    const stored = { metadata: {}, entra: { profile: { city: "Seattle", department: "Retail" } } };
    const attributes = { city: "Bern", country: "CH", nickname: "n", name: "Claimed" };
    const claims = { attributes, userId: "u", native: true };
    const profileOf = (wasRead: boolean) =>
      profile.fallback?.(contextFor(fakeGraph(), { stored, claims, wasRead })).entra.profile;
    const expected = { city: "Seattle", department: "Retail", nickname: "n", name: "Claimed", user_id: "u" };
    expect(profileOf(false)).toMatchObject({ ...expected, country: "CH" });
    expect(profileOf(true)).toMatchObject(expected);
    // Graph was read and has no country.
    expect(profileOf(true)).not.toHaveProperty("country");
  });
});
