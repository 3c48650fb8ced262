/**
 * Moves through a page with the Tab key.
 *
 * @module
 */

import type { JSHandle, Page } from "playwright-core";

/** An element with the focus. */
interface Focus {
  /** Position among the elements that should get the focus; -1 if it is none of them. */
  readonly index: number;
  readonly name: string;
  readonly isDocument: boolean;
  readonly hasOutline: boolean;
  readonly isInView: boolean;
  readonly isCovered: boolean;
}

/** Checks that the Tab key reaches each focusable element once, in order, and that each is visible then. */
export async function keyboardProblems(page: Page): Promise<string[]> {
  const expected = await page.evaluateHandle(findFocusable);
  const names = await expected.evaluate((elements) =>
    elements.map(({ localName, textContent }) => `${localName} "${textContent.trim().slice(0, 40)}"`),
  );
  const problems: string[] = [];
  for (const [index, name] of names.entries()) {
    await page.keyboard.press("Tab");
    const focus = await readFocus(page, expected);
    // All further positions would be wrong as well.
    if (focus.index !== index) return [...problems, `Tab reaches ${focus.name} instead of ${name}`];
    if (!focus.hasOutline) problems.push(`no visible focus: ${name}`);
    if (!focus.isInView) problems.push(`focused outside of the view: ${name}`);
    if (focus.isCovered) problems.push(`covered while focused: ${name}`);
  }
  await page.keyboard.press("Tab");
  const last = await readFocus(page, expected);
  if (!last.isDocument && last.index !== 0) problems.push(`Tab also reaches ${last.name}`);
  return problems;
}

/** Visible elements in the order of the document. Runs in the page. */
function findFocusable(): HTMLElement[] {
  const candidates = document.querySelectorAll<HTMLElement>(
    "a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]",
  );
  return [...candidates].filter(
    (element) =>
      element.tabIndex >= 0 &&
      !element.matches(":disabled") &&
      element.checkVisibility({ visibilityProperty: true }),
  );
}

async function readFocus(page: Page, expected: JSHandle<HTMLElement[]>): Promise<Focus> {
  return page.evaluate((elements) => {
    const active = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(active);
    const box = active.getBoundingClientRect();
    // A link that is broken into lines is not at the center of its box.
    const first = active.getClientRects()[0] ?? box;
    const onTop = document.elementFromPoint(
      (first.left + first.right) / 2,
      Math.max(first.top, 0) + Math.min(first.height, innerHeight) / 2,
    );
    const fits = box.height <= innerHeight;
    return {
      index: elements.indexOf(active),
      name: `${active.localName} "${active.textContent.trim().slice(0, 40)}"`,
      isDocument: active === document.body || active === document.documentElement,
      hasOutline: outlineStyle !== "none" && outlineWidth !== "0px" && !/^rgba\(.*, 0\)$/.test(outlineColor),
      isInView:
        box.left >= -1 &&
        box.right <= innerWidth + 1 &&
        (fits ? box.top >= -1 && box.bottom <= innerHeight + 1 : box.top < innerHeight && box.bottom > 0),
      isCovered: onTop !== null && !active.contains(onTop) && !onTop.contains(active),
    };
  }, expected);
}
