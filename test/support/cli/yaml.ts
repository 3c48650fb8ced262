/**
 * YAML of the exported files.
 *
 * @module
 */

import { spawnSync } from "node:child_process";

/** Prettier parses the text, and changes it if its indentation does not match its structure. */
export function formatYaml(text: string): string {
  const args = [
    "node_modules/prettier/bin/prettier.cjs",
    "--parser",
    "yaml",
    "--no-config",
    "--print-width=110",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { input: text, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}
