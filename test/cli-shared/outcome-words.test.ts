import { outcomeWords, reasonWords, resultWords, savedWords } from "../../src/cli/shared/outcome-words";
import { readScenario, scenarioNames } from "../../src/cli/shared/scenario";
import { outcomesIn } from "../../src/cli/shared/log-line";

const lines = scenarioNames()
  .map((name) => readScenario(name).expected.log)
  .filter((line) => line !== null);

describe("the words of the log line", () => {
  it("are sentences for all outcomes of the recorded scenarios", () => {
    const sentences = lines.flatMap((line) => [
      ...outcomesIn(line).map(([, outcome]) => outcomeWords(outcome)),
      ...(typeof line.saved === "string" ? [savedWords(line.saved)] : []),
      resultWords(line),
    ]);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].* .*\.$/);
    expect(lines.length).toBeGreaterThan(30);
  });

  it("say why a part failed and that stored data is kept", () => {
    expect(outcomeWords("failed:permission")).toBe(
      "Not read: the app lacks a permission. What is stored is kept.",
    );
    expect(savedWords("failed:throttled")).toBe(
      "Not saved: too many requests: the service limits their rate.",
    );
  });

  it("do not claim that data was saved if saving failed", () => {
    const line = { entra: "failed", profile: "updated", saved: "failed:permission", ms: 1 };
    expect(resultWords(line)).toBe("The data was read, but it could not be saved.");
    expect(outcomeWords("updated")).not.toContain("saved");
  });

  it("say for each reason why a login was skipped", () => {
    const texts = ["config", "no_oid", "tenant_not_allowed"].map((reason) =>
      resultWords({ entra: "skipped", reason, ms: 1 }),
    );
    expect(new Set(texts).size).toBe(3);
  });

  it("say that nothing was to be done if nothing was logged", () => {
    expect(resultWords(undefined)).toMatch(/^Nothing was to be done/);
  });

  it.each(["toString", "new_reason", ""])("leave the unknown word %j as it is", (word) => {
    expect(reasonWords(word)).toBe(word);
    expect(outcomeWords(word)).toBe(word);
  });
});
