/**
 * Runs `sync --html` and reads the page that it writes.
 *
 * @module
 */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../html";
import { type RanInProcess, type RunOptions, runCli } from "./run";
import { SETTINGS, type SyncSetup } from "./sync";

export const PAGE = "run.html";

export interface RanWithPage extends RanInProcess {
  /** The file of the page; empty if there is none. */
  readonly html: string;
  /** Its text without markup. */
  readonly text: string;
}

/** Runs without a report, unless `args` name one. An earlier page is removed. */
export async function runWithPage(
  { folder, standIn }: SyncSetup,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RanWithPage> {
  const file = join(folder, PAGE);
  rmSync(file, { recursive: true, force: true });
  const env = { ...SETTINGS, TMPDIR: folder, ...options.env };
  const ran = await runCli(["sync", "--html", PAGE, ...args], { folder, standIn, ...options, env });
  const html = existsSync(file) ? readFileSync(file, "utf8") : "";
  return { ...ran, html, text: textOf(html) };
}
