/**
 * Everything that holds for every HTML page of the commands.
 *
 * @module
 */

import { statSync } from "node:fs";
import type { Page } from "playwright-core";
import { accessibilityProblems } from "./accessibility";
import type { ColorScheme, OpenedPage, TestBrowser, View } from "./browser";
import { drawingContrastProblems } from "./drawing-contrast";
import { keyboardProblems } from "./keyboard";
import { layoutProblems } from "./layout";
import { measureTexts } from "./measure-texts";

/** Bytes. */
const MAX_SIZE = 300_000;

/** CSS pixels: a phone, a tablet and a large window. */
export const WIDTHS = [360, 768, 1600] as const;

export const COLOR_SCHEMES: readonly ColorScheme[] = ["light", "dark"];

/** Widths of a window of 1280 pixels that is zoomed to 200 % and to 400 %. */
const ZOOMED_WIDTHS = [640, 320] as const;

/** Problems of a page in all views. */
export async function checkPage(browser: TestBrowser, file: string): Promise<string[]> {
  const size = statSync(file).size;
  const problems = size < MAX_SIZE ? [] : [`${size} bytes, ${MAX_SIZE} or more`];
  for (const colorScheme of COLOR_SCHEMES) {
    for (const width of WIDTHS) problems.push(...(await checkView(browser, file, { width, colorScheme })));
  }
  for (const width of ZOOMED_WIDTHS) {
    const view = { width, colorScheme: "light" } as const;
    const measured = await readPage(browser, file, view, measureTexts);
    // In 320 pixels there is no room for every word of 20 letters.
    problems.push(...inView(view, layoutProblems({ ...measured, brokenWords: [] })));
  }
  return problems;
}

/** Problems of a page in one view. */
export async function checkView(browser: TestBrowser, file: string, view: View): Promise<string[]> {
  return readPage(browser, file, view, async (page, { messages, errors, requests }) =>
    inView(view, [
      ...(await schemeProblems(page, view.colorScheme)),
      ...layoutProblems(await measureTexts(page)),
      ...(await keyboardProblems(page)),
      ...(await accessibilityProblems(page)),
      ...(await drawingContrastProblems(page)),
      ...messages.map((message) => `console: ${message}`),
      ...errors.map((error) => `error: ${error}`),
      ...requests.map((url) => `request: ${url}`),
    ]),
  );
}

/** Opens a page, reads something and closes it. */
export async function readPage<T>(
  browser: TestBrowser,
  file: string,
  view: View,
  read: (page: Page, opened: OpenedPage) => Promise<T>,
): Promise<T> {
  const opened = await browser.open(file, view);
  try {
    return await read(opened.page, opened);
  } finally {
    await opened.page.close();
  }
}

/** Each problem starts with the view in which it occurs. */
function inView({ width, colorScheme }: View, problems: readonly string[]): string[] {
  return [...new Set(problems)].map((problem) => `${width} px, ${colorScheme}: ${problem}`);
}

/** The page must follow the color scheme: dark text on a light page, or the reverse. */
async function schemeProblems(page: Page, colorScheme: ColorScheme): Promise<string[]> {
  const { background, text } = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body);
    return { background: backgroundColor, text: color };
  });
  const difference = brightness(background) - brightness(text);
  const isFollowed = colorScheme === "light" ? difference > 0 : difference < 0;
  return isFollowed ? [] : [`wrong colors: text ${text} on ${background}`];
}

/** Sum of red, green and blue, or `NaN` without a color. @param color such as `rgb(14, 18, 23)` */
function brightness(color: string): number {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return alpha === 0 ? NaN : red + green + blue;
}
