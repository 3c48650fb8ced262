import fc from "fast-check";
import { type Json, sameJson } from "../../src/json";
import { isV1, mapClaims, storable } from "../../src/mapping/map-claims";
import { V1, V2 } from "../../src/mapping/tables";

const map = (attributes: unknown, graphUser?: unknown, more = {}) =>
  mapClaims({ attributes, userId: undefined, native: false, ...more }, graphUser);

describe("isV1", () => {
  it.each([
    ["a claim named by a URL", { "http://schemas.xmlsoap.org/claims/PUID": "1" }],
    ["ver 1.0", { ver: "1.0", preferred_username: "a@b" }],
    ["a v1 issuer", { iss: "https://sts.windows.net/8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071/" }],
    ["unique_name without preferred_username", { unique_name: "a@b" }],
  ])("returns true for %s", (_, attributes) => {
    expect(isV1(attributes)).toBe(true);
  });

  it.each([
    ["no claims", {}],
    ["null", null],
    ["ver 2.0", { ver: "2.0" }],
    ["a v2 issuer", { iss: "https://login.microsoftonline.com/8f2c7a10/v2.0" }],
    ["unique_name with preferred_username", { unique_name: "a@b", preferred_username: "a@b" }],
    ["an issuer whose host starts with that of v1", { iss: "https://sts.windows.net.example/" }],
  ])("returns false for %s", (_, attributes) => {
    expect(isV1(attributes)).toBe(false);
  });
});

describe("precedence in mapClaims", () => {
  it("prefers Graph to the claims, and the claims to the attributes that Auth0 normalized", () => {
    const attributes = { ver: "2.0", jobTitle: "claim", job_title: "auth0" };
    expect(map(attributes, { jobTitle: "graph" }).job_title).toBe("graph");
    expect(map(attributes, {}).job_title).toBe("claim");
    expect(map({ job_title: "auth0" }, {}).job_title).toBe("auth0");
  });

  it("maps the Graph user by the v2 table, also if the claims are v1", () => {
    const mapped = map(
      { ver: "1.0", phone: "claim", telephoneNumber: "1" },
      { businessPhones: ["graph"], faxNumber: "2" },
    );
    expect(mapped).toMatchObject({ phone: ["graph"], fax: "2", telephoneNumber: "1" });
  });

  it("does not take identifiers or an existing name from the Graph user", () => {
    const graph = { id: "g", sub: "g", oid: "g", tid: "g", name: "g", displayName: "Graph" };
    expect(map({ oid: "o", tid: "t", name: "n", sub: "s" }, graph)).toMatchObject({
      oid: "o",
      tenantid: "t",
      name: "n",
      user_id: "s",
    });
    expect(map({}, graph)).toMatchObject({ name: "Graph" });
    expect(map({}, graph)).not.toHaveProperty("oid");
  });

  it("uses displayName as the name of v1 claims without a name", () => {
    expect(map({ ver: "1.0" }, { displayName: "Graph" }).name).toBe("Graph");
    expect(map({ ver: "1.0", name: "Claim" }, { displayName: "Graph" }).name).toBe("Claim");
  });

  it("uses the user_id of the identity, not that of Auth0, if the claims have none", () => {
    expect(map({ user_id: "waad|x" }, undefined, { userId: "x" }).user_id).toBe("x");
    expect(map({ user_id: "waad|x", sub: "s" }, undefined, { userId: "x" }).user_id).toBe("s");
  });

  it("does not map groups to group_ids for a native connection, where they are names", () => {
    expect(map({ groups: ["Sales"], group_ids: ["1"] }, undefined, { native: true }).group_ids).toEqual([
      "1",
    ]);
    expect(map({ groups: ["Sales"] }, undefined, { native: true })).not.toHaveProperty("group_ids");
    expect(map({ groups: ["1"] }).group_ids).toEqual(["1"]);
  });

  it("maps no email from a v1 name that is not an e-mail address", () => {
    expect(map({ ver: "1.0", unique_name: "live.com#a@b.example" })).not.toHaveProperty("email");
    expect(map({ ver: "1.0", unique_name: "adele" })).not.toHaveProperty("email");
  });
});

describe("values in mapClaims", () => {
  it("omits null, undefined and empty strings, and keeps false, 0 and []", () => {
    const claims = {
      city: null,
      country: "",
      state: undefined,
      accountEnabled: false,
      groups: [],
      jobTitle: 0,
    };
    expect(map(claims)).toEqual({ account_enabled: false, group_ids: [], job_title: 0 });
  });

  it("omits keys that Auth0 rejects, at every depth", () => {
    const plans = [{ "@odata.type": "x", "a.b": 1, $c: 2, ok: { "d.e": 1, f: [{ $g: 1, h: null }] } }];
    expect(map({ assignedPlans: plans }).assigned_plans).toEqual([{ ok: { f: [{}] } }]);
  });

  it("ignores inherited properties and accessors", () => {
    const inherited = Object.create({ city: "Bern" }) as object;
    const accessor = Object.defineProperty({}, "city", { get: () => "Bern", enumerable: true });
    expect(map(inherited)).toEqual({});
    expect(map(accessor)).toEqual({});
  });
});

describe("mapClaims and storable with arbitrary values", () => {
  const names = [
    ...new Set([...Object.values(V1), ...Object.values(V2)].flat()),
    ...Object.keys(V1),
    "__proto__",
    "constructor",
  ];
  const attributes = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
  const anyClaims = fc.oneof(attributes, fc.jsonValue(), fc.anything());

  it("do not throw", () => {
    fc.assert(
      fc.property(anyClaims, anyClaims, fc.boolean(), (claims, graphUser, native) => {
        storable(mapClaims({ attributes: claims, userId: "u", native }, graphUser));
      }),
    );
  });

  it("return only names of the tables, without empty strings, and can be serialized", () => {
    const known = new Set([...Object.keys(V1), ...Object.keys(V2)]);
    fc.assert(
      fc.property(attributes, attributes, (claims, graphUser) => {
        const mapped = map(claims, graphUser);
        expect(Object.keys(mapped).filter((name) => !known.has(name))).toEqual([]);
        expect(sameJson(JSON.parse(JSON.stringify(mapped)) as Json, mapped)).toBe(true);
        expect(Object.values(mapped)).not.toContain("");
      }),
    );
  });

  it("remove tokens at every depth", () => {
    const secret = "token-that-must-not-be-stored";
    const nestedTokens = fc.letrec((tie) => ({
      node: fc.oneof(
        fc.constant({ access_token: secret, refresh_token: secret }),
        fc.record({ inner: tie("node") }),
        fc.array(tie("node"), { maxLength: 2 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.constantFrom(...names), nestedTokens, (name, value) => {
        const claims = { ver: "1.0", access_token: secret, refresh_token: secret, [name]: value };
        expect(JSON.stringify(storable(map(claims)))).not.toContain(secret);
      }),
    );
  });

  it("ignore __proto__", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const claims = JSON.parse(
          `{"__proto__": {"city": "polluted"}, "assignedPlans": [{"__proto__": ${JSON.stringify(value)}}]}`,
        ) as object;
        const mapped = map(claims, claims);
        expect(mapped).not.toHaveProperty("city");
        expect(({} as Record<string, unknown>).city).toBeUndefined();
        expect(Object.getPrototypeOf((mapped.assigned_plans as object[])[0] ?? {})).toBe(Object.prototype);
      }),
    );
  });
});
