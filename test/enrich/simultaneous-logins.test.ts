import type { Enrichment } from "../../src/enrich/enrich";
import { enrichmentInProgress, shareEnrichment } from "../../src/enrich/simultaneous-logins";
import type { Lookup, SkipReason } from "../../src/login/graph-user";
import type { EntraLogin } from "../../src/login/login";

const skipped = (reason: SkipReason): Lookup => ({ kind: "skipped", reason, isPersonalAccount: false });
const user: Lookup = { kind: "user", user: { tenantId: "t", path: "/users/u", oid: "u" } };
const loginOf = (lookup: Lookup, userId = "waad|u", on = ["profile"]) => {
  const parts = ["profile", "photo"].map((name) => ({ name, isOn: on.includes(name) }));
  return { userId, identity: { key: "c|u" }, parts, lookup } as unknown as EntraLogin;
};

describe("shareEnrichment", () => {
  it("lets simultaneous logins of one user use the enrichment until it is finished", async () => {
    let finish: (enrichment: Enrichment) => void = () => {};
    const enrichment = new Promise<Enrichment>((resolve) => (finish = resolve));
    const shared = shareEnrichment(loginOf(user), enrichment);
    expect(enrichmentInProgress(loginOf(user))).toBe(enrichment);
    // Its event has no object id, but the first login has found the user.
    expect(enrichmentInProgress(loginOf(skipped("no_oid")))).toBe(enrichment);
    expect(enrichmentInProgress(loginOf(user, "waad|other"))).toBeUndefined();
    expect(enrichmentInProgress(loginOf(user, "waad|u", ["photo"]))).toBeUndefined();
    expect(enrichmentInProgress(loginOf(skipped("tenant_not_allowed")))).toBeUndefined();
    const result = { kind: "skipped" } as Enrichment;
    finish(result);
    expect(await shared).toBe(result);
    expect(enrichmentInProgress(loginOf(user))).toBeUndefined();
  });

  it("ends if the enrichment fails", async () => {
    await expect(shareEnrichment(loginOf(user), Promise.reject(new Error("bug")))).rejects.toThrow("bug");
    expect(enrichmentInProgress(loginOf(user))).toBeUndefined();
  });
});
