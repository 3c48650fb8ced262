/**
 * Contrast of texts in drawings, for which axe gives no result.
 *
 * @module
 */

import type { Page } from "playwright-core";

/** WCAG 2, level AA, for text of normal size. */
const MIN_CONTRAST = 4.5;

interface DrawnText {
  readonly text: string;
  /** As computed, such as `rgb(82, 92, 103)`. */
  readonly color: string;
  readonly background: string;
}

/** Texts with a low contrast to the background behind the drawing. */
export async function drawingContrastProblems(page: Page): Promise<string[]> {
  const texts = await page.evaluate(readDrawnTexts);
  return texts.flatMap(({ text, color, background }) => {
    const contrast = contrastOf(color, background);
    const isLow = !(contrast >= MIN_CONTRAST);
    return isLow ? [`low contrast in a drawing: ${contrast.toFixed(2)} for "${text}"`] : [];
  });
}

/** Runs in the page. */
function readDrawnTexts(): DrawnText[] {
  const backgroundOf = (element: Element | null): string => {
    const { backgroundColor } = element
      ? getComputedStyle(element)
      : { backgroundColor: "rgb(255, 255, 255)" };
    return backgroundColor === "rgba(0, 0, 0, 0)" && element
      ? backgroundOf(element.parentElement)
      : backgroundColor;
  };
  return [...document.querySelectorAll("svg text")]
    .filter((text) => text.checkVisibility())
    .map((text) => ({
      text: text.textContent.trim(),
      color: getComputedStyle(text).fill,
      background: backgroundOf(text),
    }));
}

/** From 1 to 21, as WCAG defines it. `NaN` for colors that are not opaque. */
function contrastOf(a: string, b: string): number {
  const [dark = NaN, light = NaN] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(color: string): number {
  const [red, green, blue] = (/^rgb\((\d+), (\d+), (\d+)\)$/.exec(color) ?? []).slice(1).map((digits) => {
    const value = Number(digits) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? NaN) + 0.7152 * (green ?? NaN) + 0.0722 * (blue ?? NaN);
}
