/**
 * Folders of files that a command writes.
 *
 * @module
 */

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and those above it, one at a time: `mkdir` of Node with `recursive` never returns if a folder
 * exists but refuses a new one with ENOENT, as `/proc` does.
 *
 * @throws a system error
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
