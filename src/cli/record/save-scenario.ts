/**
 * Writes a scenario into the folder of the scenarios.
 *
 * @module
 */

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeFolder } from "../shared/folders";
import { SCENARIOS, type Scenario } from "../shared/scenario";
import { nothingWritten } from "./nothing-written";

/** Writes all files or none: into a temporary folder, which is then renamed. */
export function saveScenario(scenario: Scenario, folder: string): void {
  const { name, title, now, event, answers, expected } = scenario;
  const scenarios = resolve(folder, SCENARIOS);
  const temporary = makeTemporaryFolder(scenarios);
  const files = { scenario: { title, now: now.toISOString() }, event, answers, expected };
  try {
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(temporary, `${file}.json`), `${JSON.stringify(content, null, 2)}\n`);
    }
    renameSync(temporary, join(scenarios, name));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

function makeTemporaryFolder(scenarios: string): string {
  try {
    makeFolder(scenarios);
    return mkdtempSync(join(scenarios, ".recording-"));
  } catch (error) {
    throw nothingWritten(`make ${SCENARIOS} a writable folder`, error);
  }
}
