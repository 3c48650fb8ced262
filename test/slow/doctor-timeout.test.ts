import { setUpDoctor } from "../support/cli/doctor";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor", () => {
  it("names each host that does not respond", async () => {
    doctor.backend.override = respondTo("graph", () => {});
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +profile +graph.microsoft.com did not respond within 5 s/);
    expect(code).toBe(1);
  });
});
