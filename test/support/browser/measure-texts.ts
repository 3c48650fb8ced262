/**
 * Measures the visible text of a page.
 *
 * @module
 */

import type { Page } from "playwright-core";

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Text of one line. */
export interface TextLine extends Box {
  readonly text: string;
  /** Where it is, for messages. */
  readonly path: string;
  /** The box that should contain it. */
  readonly container: Box;
  /** Parts outside of these boxes are not visible. */
  readonly clips: readonly Box[];
  /** Whether the visible part can be changed by scrolling a part of the page. */
  readonly isInScroller: boolean;
}

export interface Measurements {
  readonly viewportWidth: number;
  /** Larger than the viewport if the page scrolls horizontally. */
  readonly scrollWidth: number;
  readonly lines: readonly TextLine[];
  /** Scrollable elements that the keyboard does not reach. */
  readonly unreachableScrollers: readonly string[];
  /** Short words outside of code that continue on the next line, with their elements. */
  readonly brokenWords: readonly string[];
}

/** What an element inherits from the elements around it. */
interface Surroundings {
  readonly isHidden: boolean;
  readonly isInScroller: boolean;
  readonly clips: readonly Box[];
}

/** Measures the text lines of a page. Visually hidden texts are left out. */
export async function measureTexts(page: Page): Promise<Measurements> {
  // As one string, because Playwright takes seconds to transfer thousands of objects.
  const json = await page.evaluate<string>(`JSON.stringify((${measureInPage.toString()})())`);
  return JSON.parse(json) as Measurements;
}

/** Runs in the page, so it uses nothing outside of the function. */
function measureInPage(): Measurements {
  const unreachableScrollers: string[] = [];
  const boxOf = (element: Element | DOMRect): Box => {
    const { left, right, top, bottom } =
      element instanceof Element ? element.getBoundingClientRect() : element;
    return { left, right, top, bottom };
  };
  const pathOf = (element: Element): string => {
    const names: string[] = [];
    for (let at: Element | null = element; at && at !== document.body && names.length < 4;) {
      const classes = [...at.classList].map((name) => `.${name}`).join("");
      names.unshift(at.localName + classes);
      at = at.parentElement;
    }
    return names.join(" > ");
  };
  /** Hidden texts for screen readers, and skip links without the focus. */
  const isVisuallyHidden = (element: Element, { clipPath, position }: CSSStyleDeclaration): boolean => {
    if (clipPath.startsWith("inset(50%")) return true;
    if (position !== "absolute") return false;
    const { width, height, right } = element.getBoundingClientRect();
    return (width <= 1 && height <= 1) || (right <= 0 && element.matches("a[href]"));
  };

  const known = new Map<Element, Surroundings>();
  const surroundingsOf = (element: Element): Surroundings => {
    const found = known.get(element);
    if (found) return found;
    const { parentElement: parent } = element;
    // The overflow of the body is that of the viewport.
    if (!parent || element === document.body) return { isHidden: false, isInScroller: false, clips: [] };
    const outer = surroundingsOf(parent);
    const style = getComputedStyle(element);
    const isScroller =
      ["auto", "scroll"].includes(style.overflowX) &&
      (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    if (isScroller && (element as HTMLElement).tabIndex < 0) unreachableScrollers.push(pathOf(element));
    const surroundings: Surroundings = {
      isHidden: outer.isHidden || isVisuallyHidden(element, style),
      isInScroller: outer.isInScroller || isScroller,
      clips: style.overflowX === "visible" ? outer.clips : [...outer.clips, boxOf(element)],
    };
    known.set(element, surroundings);
    return surroundings;
  };
  /** Labels of a chart may stand beside its drawing, but not outside of the box that contains it. */
  const containerOf = (element: Element): Element => {
    let at = element.closest("svg")?.parentElement ?? element;
    while (at.parentElement && ["inline", "contents"].includes(getComputedStyle(at).display)) {
      at = at.parentElement;
    }
    return at;
  };
  /** Longer words and JSON may be broken. So may words at a hyphen. */
  const brokenWordsOf = (node: Node): string[] =>
    [...(node.textContent ?? "").matchAll(/[^\s-]+/g)]
      .filter(([word]) => /^[\w.,:()]{2,20}$/.test(word))
      .filter(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
        return new Set(rects.map(({ top }) => Math.round(top))).size > 1;
      })
      .map(([word]) => word);

  const lines: TextLine[] = [];
  const brokenWords: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? "").trim();
    if (!element || text === "") continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { isHidden, isInScroller, clips } = surroundingsOf(element);
    if (isHidden) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    const container = boxOf(containerOf(element));
    const path = pathOf(element);
    lines.push(
      ...rects.map((rect) => ({
        ...boxOf(rect),
        text: text.slice(0, 60),
        path,
        container,
        clips,
        isInScroller,
      })),
    );
    if (rects.length > 1 && !element.closest("code, pre")) {
      brokenWords.push(...brokenWordsOf(node).map((word) => `"${word}" in ${path}`));
    }
  }
  return {
    viewportWidth: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
    lines,
    unreachableScrollers,
    brokenWords,
  };
}
