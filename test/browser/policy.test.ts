import { describeInBrowser } from "../support/browser/describe";
import { fixturePage } from "../support/browser/fixture-page";
import { policyProblems } from "../support/browser/policy";

describeInBrowser("policyProblems", (browser) => {
  it("finds everything that a page without a policy runs and requests", async () => {
    const problems = await policyProblems(browser(), browser().write(fixturePage()));
    expect(problems.sort()).toEqual([
      "ran: base",
      "ran: handler",
      "ran: link",
      "ran: script",
      "ran: style",
      "sent: image.example.invalid",
      "sent: object.example.invalid",
      "sent: script.example.invalid",
      "sent: stylesheet.example.invalid",
    ]);
  });

  it("finds what a weak policy permits", async () => {
    const head = policyTag("default-src 'none'; img-src *; script-src 'unsafe-inline'");
    const problems = await policyProblems(browser(), browser().write(fixturePage("", { head })));
    expect(problems.sort()).toEqual([
      "ran: base",
      "ran: handler",
      "ran: link",
      "ran: script",
      "sent: image.example.invalid",
    ]);
  });

  it("finds nothing if the policy forbids everything", async () => {
    const head = policyTag("default-src 'none'; base-uri 'none'");
    expect(await policyProblems(browser(), browser().write(fixturePage("", { head })))).toEqual([]);
  });
});

function policyTag(content: string): string {
  return `<meta http-equiv="Content-Security-Policy" content="${content}" />`;
}
