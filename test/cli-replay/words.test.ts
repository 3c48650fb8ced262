import { factsOf } from "../../src/cli/replay/page/login-facts";
import { outcomeWords, resultLabel, resultSentences, savedWords } from "../../src/cli/replay/page/words";
import type { Played } from "../../src/cli/shared/play";
import { scenarioNames } from "../../src/cli/shared/scenario";
import { playedOf } from "../support/played";

/** The sentence about a part in a scenario. @param changes to what was played */
function wordsOf(name: string, part: string, changes: Partial<Played> = {}): string | undefined {
  const facts = factsOf({ ...playedOf(name), ...changes });
  const outcome = facts.line?.outcomes.get(part);
  return outcome && outcomeWords(part, outcome, facts);
}

const sentencesOf = (name: string, changes: Partial<Played> = {}) =>
  resultSentences(factsOf({ ...playedOf(name), ...changes }));

/** The scenario with this log line. */
const logging = (line: object) => ({ logged: [JSON.stringify({ ms: 1, ...line })] });

describe("the words about a login", () => {
  it.each(scenarioNames())("writes sentences in the scenario %s", (name) => {
    const facts = factsOf(playedOf(name));
    const saved = facts.line?.saved;
    const parts = [...(facts.line?.outcomes ?? [])].map(([part, outcome]) =>
      outcomeWords(part, outcome, facts),
    );
    const sentences = [...parts, ...(saved ? [savedWords(saved)] : []), resultSentences(facts)];
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].* .*\.$/);
    expect(resultLabel(facts)).not.toBe("");
  });

  it("says that stored data is kept if a part of which data is stored was not read", () => {
    expect(wordsOf("permission-missing-photo", "photo")).toBe(
      "Not read: the app lacks a permission. Reading it needs ProfilePhoto.Read.All. What is stored is kept.",
    );
    expect(wordsOf("photos-off", "photo")).toBe("Off: not read. What is stored is kept.");
    expect(wordsOf("photo-without-mailbox", "photo")).toBe("No value is available. What is stored is kept.");
  });

  it("does not say that stored data is kept if nothing is stored", () => {
    expect(wordsOf("token-refused", "manager")).toBe(
      "Not read: the app's credentials or its token were refused.",
    );
    expect(wordsOf("groups-nested", "photo")).toBe("Off: not read.");
    expect(wordsOf("nothing-to-find", "photo")).toBe("No value is available.");
  });

  it("does not say that data of a former identity is kept, but that it is removed", () => {
    expect(wordsOf("relinked-account", "photo")).toBe("Off: not read.");
    expect(sentencesOf("relinked-account", { written: { entra: {} } })).toMatch(
      / Data of the identity that was linked before is removed\.$/,
    );
    expect(sentencesOf("relinked-account")).not.toContain("removed");
  });

  it("says that the claims are stored if the profile was not read", () => {
    expect(wordsOf("token-refused", "profile")).toBe(
      "Not read: the app's credentials or its token were refused. The claims of this login are stored instead.",
    );
    expect(sentencesOf("token-refused")).toBe("No data could be read. Claims of the login were saved.");
  });

  it("says that what was read was not saved if saving failed", () => {
    expect(wordsOf("management-api-refused", "profile")).toBe("Read, but not saved.");
    expect(sentencesOf("management-api-refused")).toBe("The data was read, but it could not be saved.");
    const log = { entra: "failed", profile: "failed:timeout", saved: "failed:permission" };
    expect(sentencesOf("management-api-refused", logging(log))).toBe(
      "No data could be read, and the claims could not be saved.",
    );
    expect(sentencesOf("management-api-refused", logging({ ...log, photo: "updated" }))).toBe(
      "Some data could not be read, and the rest could not be saved.",
    );
  });

  it("says whether the rest changed if some data could not be read", () => {
    expect(sentencesOf("permission-missing-photo")).toBe(
      "Some data could not be read. The rest was read, and what had changed was saved.",
    );
    const log = { entra: "partial", profile: "unchanged", photo: "failed:timeout" };
    expect(sentencesOf("permission-missing-photo", logging(log))).toBe(
      "Some data could not be read. In the rest, nothing had changed.",
    );
  });

  it("says whether anything was stored before if no data could be read", () => {
    expect(sentencesOf("graph-silent")).toBe("No data could be read. What was stored before is kept.");
    expect(sentencesOf("first-login-v2", logging({ entra: "failed", profile: "failed:timeout" }))).toBe(
      "No data could be read. Nothing was stored before.",
    );
  });

  it("distinguishes logins that log nothing", () => {
    expect(sentencesOf("fresh")).toBe("The stored data is fresh, so nothing was read.");
    expect(sentencesOf("token-claims-when-fresh")).toBe(
      "The stored data is fresh, so nothing was read. The ID token claims were set.",
    );
    expect(sentencesOf("not-an-entra-user")).toBe("This is not a login through Entra, so nothing was done.");
    const labels = ["fresh", "not-an-entra-user"].map((name) => resultLabel(factsOf(playedOf(name))));
    expect(labels).toEqual(["fresh", "not Entra"]);
  });

  it("says for each reason why a login was skipped", () => {
    const texts = ["config", "no_oid", "tenant_not_allowed"].map((reason) =>
      sentencesOf("first-login-v2", logging({ entra: "skipped", reason })),
    );
    expect(new Set(texts).size).toBe(3);
  });
});
