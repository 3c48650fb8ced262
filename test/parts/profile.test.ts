import { profile as createProfile } from "../../src/parts/profile";
import { createSettingsReader } from "../../src/settings/reader";
import { answer, contextFor, fakeGraph, graphError } from "../support/graph";

const profile = createProfile(createSettingsReader({}));
const graphUser = {
  id: "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
  displayName: "Adele",
  city: "Seattle",
  businessPhones: [],
};

describe("the profile", () => {
  it("is Graph's user laid over the claims", async () => {
    const reading = await profile.read(contextFor(fakeGraph(answer(200, graphUser))));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { profile: { city: "Seattle", phone: [], name: "Adele" } } },
    });
  });

  it("is the claims alone, without a request, where that is wanted", async () => {
    const graph = fakeGraph();
    const claimsOnly = createProfile(createSettingsReader({ SYNC_PROFILE: "claims" }));
    const reading = await claimsOnly.read(contextFor(graph));
    expect(graph.asked).toEqual([]);
    expect(reading).toMatchObject({ data: { entra: { profile: { city: "Bern", user_id: "u" } } } });
    expect(claimsOnly.usesGraph).toBe(false);
  });

  it("takes the object id of the answer where the person was asked for by name", async () => {
    const context = contextFor(fakeGraph(answer(200, graphUser)), {
      oid: undefined,
      claims: { attributes: {}, userId: "u", native: true },
    });
    expect(await profile.read(context)).toMatchObject({
      data: { entra: { profile: { oid: graphUser.id } } },
    });
  });

  it.each([
    ["user_not_found", answer(404, graphError("Request_ResourceNotFound"))],
    ["invalid", answer(404, "<html>")],
    ["invalid", answer(400, graphError("BadRequest"))],
    ["invalid", answer(200, "<html>")],
    ["invalid", answer(200, "null")],
    ["invalid", answer(200, { displayName: "no id" })],
    ["invalid", answer(200, { ...graphUser, id: "somebody else's" })],
    ["limited", answer(200, { id: graphUser.id, displayName: null, businessPhones: [] })],
    ["throttled", answer(429)],
    ["unavailable", answer(502, "<html>")],
  ])("fails as %s", async (reason, given) => {
    await expect(profile.read(contextFor(fakeGraph(given)))).rejects.toMatchObject({ reason });
  });

  it("falls back to what is stored, with its gaps filled by the claims", () => {
    const stored = { metadata: {}, entra: { profile: { city: "Seattle", department: "Retail" } } };
    const attributes = { city: "Bern", country: "CH", nickname: "n", name: "Claimed" };
    const claims = { attributes, userId: "u", native: true };
    const profileOf = (wasRead: boolean) =>
      profile.fallback?.(contextFor(fakeGraph(), { stored, claims, wasRead })).entra.profile;
    const gaps = { city: "Seattle", department: "Retail", nickname: "n", name: "Claimed", user_id: "u" };
    expect(profileOf(false)).toMatchObject({ ...gaps, country: "CH" });
    expect(profileOf(true)).toMatchObject(gaps);
    // Graph has been read, and gave no country.
    expect(profileOf(true)).not.toHaveProperty("country");
  });
});
