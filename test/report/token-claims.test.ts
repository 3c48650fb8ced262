import fc from "fast-check";
import { jsonBytes } from "../../src/json";
import { tokenClaims } from "../../src/report/token-claims";
import { readConfiguration } from "../../src/login/configuration";
import { readStored } from "../../src/app-metadata/state";

const ON = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", SYNC_GROUPS: "on" };
const PART_NAMES = readConfiguration(ON).parts.map(({ name }) => name);
const NAMESPACE = "https://contoso.example/claims";
const ALL = "thumbnailPhoto,manager,directReports,profile,picture,groups";
const photo = "data:image/jpeg;base64,AAAA";
const stored = {
  thumbnailPhoto: photo,
  manager: "Grace",
  directReports: ["Ada"],
  entra: { identity: "c|u", profile: { city: "Bern" }, groups: [{ id: "g", displayName: "All" }] },
};
const claimsOf = (appMetadata: unknown, more: Record<string, string> = {}, on = PART_NAMES) => {
  const secrets = { ...ON, TOKEN_CLAIMS: ALL, TOKEN_CLAIMS_NAMESPACE: NAMESPACE, ...more };
  const { parts, ...rest } = readConfiguration(secrets);
  const switchedParts = parts.map((part) => ({ ...part, isOn: on.includes(part.name) }));
  const { state } = readStored(appMetadata, { identityKey: "c|u", user: undefined }, parts);
  return tokenClaims({ ...rest, parts: switchedParts }, state);
};

describe("tokenClaims", () => {
  it("returns the stored values under the namespace", () => {
    expect(claimsOf(stored).claims).toEqual({
      [`${NAMESPACE}/thumbnailPhoto`]: photo,
      [`${NAMESPACE}/manager`]: "Grace",
      [`${NAMESPACE}/directReports`]: ["Ada"],
      [`${NAMESPACE}/profile`]: { city: "Bern" },
      picture: photo,
      [`${NAMESPACE}/groups`]: ["All"],
    });
  });

  it("returns only the claims of TOKEN_CLAIMS, and none if it is empty", () => {
    expect(Object.keys(claimsOf(stored, { TOKEN_CLAIMS: "manager" }).claims)).toEqual([
      `${NAMESPACE}/manager`,
    ]);
    expect(claimsOf(stored, { TOKEN_CLAIMS: "" }).claims).toEqual({});
  });

  it.each([
    ["photo", ["thumbnailPhoto", "picture"]],
    ["manager", ["manager"]],
    ["directReports", ["directReports"]],
    ["profile", ["profile"]],
    ["groups", ["groups"]],
  ])("omits the stored values of a part that is off: %s", (off, omitted) => {
    const all = Object.keys(claimsOf(stored).claims);
    const names = omitted.map((name) => (name === "picture" ? name : `${NAMESPACE}/${name}`));
    const on = PART_NAMES.filter((name) => name !== off);
    expect(Object.keys(claimsOf(stored, {}, on).claims)).toEqual(all.filter((name) => !names.includes(name)));
  });

  it("returns no claim if the namespace is not a URL or belongs to Auth0", () => {
    expect(claimsOf(stored, { TOKEN_CLAIMS_NAMESPACE: "contoso" }).claims).toEqual({});
    expect(claimsOf(stored, { TOKEN_CLAIMS_NAMESPACE: "https://x.auth0.com/" }).claims).toEqual({});
  });

  it("returns only picture if there is no namespace", () => {
    expect(claimsOf(stored, { TOKEN_CLAIMS_NAMESPACE: "" }).claims).toEqual({ picture: photo });
  });

  it("returns no claim if nothing is stored", () => {
    expect(claimsOf({}).claims).toEqual({});
  });

  it("ignores data of another identity and values of another type", () => {
    expect(claimsOf({ ...stored, entra: { ...stored.entra, identity: "c|eve" } }).claims).toEqual({});
    expect(
      claimsOf({
        thumbnailPhoto: "https://evil.example/x.svg",
        manager: { a: 1 },
        directReports: ["Ada", 1],
        entra: { profile: [], groups: {} },
      }).claims,
    ).toEqual({});
  });

  it("removes tokens from a stored profile", () => {
    const { claims } = claimsOf({
      entra: { profile: { city: "Bern", access_token: "t", nested: { refresh_token: "t" } } },
    });
    expect(claims).toEqual({ [`${NAMESPACE}/profile`]: { city: "Bern", nested: {} } });
  });

  it("omits claims in the documented order, and stays below 8 KiB", () => {
    const sizes = fc.record({
      photo: fc.nat(9000),
      names: fc.nat(400),
      profile: fc.nat(9000),
      manager: fc.nat(9000),
      groups: fc.nat(400),
    });
    const order = ["thumbnailPhoto", "picture", "profile", "directReports", "manager", "groups"];
    fc.assert(
      fc.property(sizes, (size) => {
        const { claims, leftOut } = claimsOf({
          thumbnailPhoto: `data:image/png;base64,${"A".repeat(size.photo)}`,
          manager: "m".repeat(size.manager + 1),
          directReports: Array.from({ length: size.names }, (_, i) => `Report Number ${i}`),
          entra: {
            profile: { city: "x".repeat(size.profile) },
            groups: Array.from({ length: size.groups }, (_, i) => ({
              id: `${i}`,
              displayName: `Group Number ${i}`,
            })),
          },
        });
        expect(jsonBytes(claims)).toBeLessThan(8192);
        expect(leftOut).toEqual(order.slice(0, leftOut.length));
      }),
    );
  });
});
