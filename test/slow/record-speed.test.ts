import { REPORTS, anonymizeOne } from "../support/cli/record-exchanges";

describe("anonymize", () => {
  it("replaces 3000 people within 10 seconds of CPU time", () => {
    const people = Array.from({ length: 3000 }, (_, index) => ({
      id: `a1a1a1a1-0000-4000-8000-${String(index).padStart(12, "0")}`,
      displayName: `Alva${index} Ashgrove${index}`,
      mail: `p${index}@tailspintoys.com`,
      jobTitle: `Tuner ${index}`,
    }));
    const before = process.cpuUsage();
    const { body: response } = anonymizeOne(REPORTS, { value: people });
    const replaced = (response as { value: typeof people }).value;
    expect(new Set(replaced.map(({ displayName }) => displayName)).size).toBe(3000);
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  });
});
