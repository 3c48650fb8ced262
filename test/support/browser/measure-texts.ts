/**
 * Measures the visible text of a page. Runs in the page, so it uses nothing outside of the function.
 *
 * @module
 */

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
}

/** Measures the text lines of the current page. Visually hidden texts are left out. */
export function measureTexts(): Measurements {
  const scrollers = new Set<Element>();
  const boxOf = ({ left, right, top, bottom }: DOMRect): Box => ({ left, right, top, bottom });
  const pathOf = (element: Element): string => {
    const names: string[] = [];
    for (let at: Element | null = element; at && at !== document.body && names.length < 4;) {
      const classes = [...at.classList].map((name) => `.${name}`).join("");
      names.unshift(at.localName + classes);
      at = at.parentElement;
    }
    return names.join(" > ");
  };
  const ancestorsOf = (element: Element): Element[] => {
    const found: Element[] = [];
    for (let at: Element | null = element; at && at !== document.documentElement; at = at.parentElement) {
      found.push(at);
    }
    return found;
  };
  /** Hidden texts for screen readers, and skip links without the focus. */
  const isVisuallyHidden = (element: Element): boolean => {
    const style = getComputedStyle(element);
    const { width, height, right } = element.getBoundingClientRect();
    if (style.clipPath.startsWith("inset(50%")) return true;
    if (style.position !== "absolute") return false;
    return (width <= 1 && height <= 1) || (right <= 0 && element.matches("a[href]"));
  };
  const clips = (element: Element): boolean => getComputedStyle(element).overflowX !== "visible";
  const scrolls = (element: Element): boolean =>
    ["auto", "scroll"].includes(getComputedStyle(element).overflowX) &&
    (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
  /** Labels of a chart may stand beside its drawing, but not outside of the box that contains it. */
  const containerOf = (element: Element): Element => {
    const start = element.closest("svg")?.parentElement ?? element;
    const isBox = (at: Element) => !["inline", "contents"].includes(getComputedStyle(at).display);
    return ancestorsOf(start).find(isBox) ?? document.body;
  };

  const lines: TextLine[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? "").trim();
    if (!element || text === "" || ["STYLE", "SCRIPT", "TITLE"].includes(element.tagName.toUpperCase()))
      continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const ancestors = ancestorsOf(element);
    if (ancestors.some(isVisuallyHidden)) continue;
    const scrolling = ancestors.filter(scrolls);
    for (const scroller of scrolling) scrollers.add(scroller);
    const range = document.createRange();
    range.selectNodeContents(node);
    const container = boxOf(containerOf(element).getBoundingClientRect());
    const clipping = ancestors.filter((at) => at !== document.body && clips(at));
    for (const rect of range.getClientRects()) {
      if (rect.width === 0 || rect.height === 0) continue;
      lines.push({
        ...boxOf(rect),
        text: text.slice(0, 60),
        path: pathOf(element),
        container,
        clips: clipping.map((at) => boxOf(at.getBoundingClientRect())),
        isInScroller: scrolling.length > 0,
      });
    }
  }
  const isReachable = (element: Element) => (element as HTMLElement).tabIndex >= 0;
  return {
    viewportWidth: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
    lines,
    unreachableScrollers: [...scrollers].filter((element) => !isReachable(element)).map(pathOf),
  };
}
