/**
 * Finds text that is cut off or unreadable because of its position.
 *
 * @module
 */

import type { Box, Measurements, TextLine } from "./measure-texts";

/** Pixels. Positions of text are fractions, those of the viewport are not. */
const TOLERANCE = 1;

/** Share of a line's height. The box of a glyph is higher than what is drawn of it. */
const HEIGHT_TOLERANCE = 0.35;

/** Pixels by which texts may overlap horizontally. */
const WIDTH_TOLERANCE = 2;

/** Problems of the current view. */
export function layoutProblems(measured: Measurements): string[] {
  const { viewportWidth, scrollWidth, lines, unreachableScrollers, brokenWords } = measured;
  const fixed = lines.filter(({ isInScroller }) => !isInScroller);
  return [
    ...(scrollWidth > viewportWidth ? [`scrolls horizontally: ${scrollWidth} of ${viewportWidth} px`] : []),
    ...unreachableScrollers.map((path) => `scrollable, but not focusable: ${path}`),
    ...brokenWords.map((word) => `word broken: ${word}`),
    ...fixed
      .filter(({ left, right }) => left < -TOLERANCE || right > viewportWidth + TOLERANCE)
      .map((line) => `text outside of the viewport: ${describe(line)}`),
    ...fixed.filter(isClipped).map((line) => `text cut off: ${describe(line)}`),
    ...fixed.filter(leavesContainer).map((line) => `text outside of its box: ${describe(line)}`),
    ...overlaps(lines.map(toVisible).filter((line) => line !== undefined)),
  ];
}

function describe({ text, path }: TextLine): string {
  return `"${text}" in ${path}`;
}

function isClipped(line: TextLine): boolean {
  const vertical = (line.bottom - line.top) * HEIGHT_TOLERANCE;
  return line.clips.some(
    ({ left, right, top, bottom }) =>
      line.left < left - TOLERANCE ||
      line.right > right + TOLERANCE ||
      line.top < top - vertical ||
      line.bottom > bottom + vertical,
  );
}

function leavesContainer({ left, right, container }: TextLine): boolean {
  return left < container.left - TOLERANCE || right > container.right + TOLERANCE;
}

/** The part of the line that is not cut off. */
function toVisible(line: TextLine): TextLine | undefined {
  const visible = [line, ...line.clips].reduce<Box>(intersect, line);
  return isEmpty(visible) ? undefined : { ...line, ...visible };
}

function intersect(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    right: Math.min(a.right, b.right),
    top: Math.max(a.top, b.top),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

function isEmpty({ left, right, top, bottom }: Box): boolean {
  return right <= left || bottom <= top;
}

function overlaps(lines: readonly TextLine[]): string[] {
  const sorted = lines.toSorted((a, b) => a.top - b.top);
  return sorted.flatMap((line, index) => {
    const found: string[] = [];
    // Lines are sorted, so that none after the first one below this line can overlap it.
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.top >= line.bottom) break;
      if (doOverlap(line, other)) found.push(`texts overlap: ${describe(line)} and ${describe(other)}`);
    }
    return found;
  });
}

function doOverlap(a: Box, b: Box): boolean {
  const common = intersect(a, b);
  const height = Math.min(a.bottom - a.top, b.bottom - b.top);
  return (
    common.right - common.left > WIDTH_TOLERANCE && common.bottom - common.top > height * HEIGHT_TOLERANCE
  );
}
