/**
 * Checks a page with axe.
 *
 * @module
 */

import axe from "axe-core";
import type { Page } from "playwright-core";

const LEFT_OUT = [
  // Level AAA, which requires a contrast of 7 to 1. The pages meet level AA.
  "color-contrast-enhanced",
  // Takes a name in bold for a heading, depending on its length.
  "p-as-heading",
];

/** Violations of all other rules, also of best practices and of rules that are off by default. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which a Content Security Policy does not block.
  await page.evaluate(`${axe.source}; undefined`);
  const violations = await page.evaluate(async (leftOut) => {
    const { axe: injected } = globalThis as unknown as { readonly axe: typeof axe };
    const rules = injected.getRules().filter(({ tags }) => !tags.includes("deprecated"));
    const ids = rules.map(({ ruleId }) => ruleId).filter((id) => !leftOut.includes(id));
    // Without the preload, axe itself would send requests.
    const { violations: found } = await injected.run({
      runOnly: { type: "rule", values: ids },
      resultTypes: ["violations"],
      preload: false,
    });
    return found;
  }, LEFT_OUT);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => {
      const summary = failureSummary.replaceAll(/\s+/g, " ");
      return `axe ${id}: ${target.join(" ")}: ${help}. ${summary}`;
    }),
  );
}
