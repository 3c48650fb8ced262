import { profileSizeOf } from "../../src/cli/replay/page/profile-size";
import { appMetadataOf } from "../../src/cli/shared/play";
import { readScenario } from "../../src/cli/shared/scenario";
import { own } from "../../src/json";
import { readConfiguration } from "../../src/login/configuration";

const { parts } = readConfiguration({});

describe("profileSizeOf", () => {
  it("lists the bytes of each part, which add up to the size", () => {
    const { expected, event } = readScenario("huge-licences");
    const { bytes, shares } = profileSizeOf(expected.app_metadata, event.user, parts);
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(shares.reduce((sum, share) => sum + share.bytes, 0)).toBe(bytes);
    const bytesOf = (name: string) => shares.find(({ label }) => label === name)?.bytes ?? 0;
    expect(bytesOf("photo")).toBeGreaterThan(String(expected.app_metadata.thumbnailPhoto).length);
    expect(bytesOf("profile")).toBeGreaterThan(
      JSON.stringify(own(expected.app_metadata.entra, "profile")).length,
    );
    expect(bytesOf("groups")).toBe(0);
  });

  it("counts the whole profile as trimming does", () => {
    const scenario = readScenario("unchanged");
    const { user } = scenario.event;
    const { bytes } = profileSizeOf(appMetadataOf(scenario), user, parts);
    const json = Buffer.byteLength(JSON.stringify(user));
    // 512 bytes are reserved for attributes that are not counted.
    expect(bytes).toBeLessThanOrEqual(json + 512);
    expect(bytes).toBeGreaterThan(json - 512);
  });

  it("counts keys of others apart", () => {
    const { shares } = profileSizeOf({ roles: ["admin"] }, {}, parts);
    expect(shares.find(({ label }) => label === "everything else in app_metadata")?.bytes).toBe(
      '"roles":["admin"]'.length,
    );
  });
});
