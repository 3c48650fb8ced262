/**
 * Runs `record` in a tenant that a test can change, and reads the files that it writes.
 *
 * @module
 */

import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RecordedResponse } from "../../../src/cli/shared/scenario";
import { type Ran, runCli } from "./run";
import { MANAGER, SETTINGS, TENANT, type TenantSetup, USER, setUpTenant } from "./tenant";

/** Texts of the people, the tenant and the secrets of the stand-in. */
const RECORDED = [
  ...["Wilhelmina", "Quackenbush", "tailspin", "wquack", "7654321", "1234567", "Bassoon", "Unterschleiss"],
  ...["Germany", "85716", "Bavaria", "Konrad-Zuse", "Ottokar", "Zwiebelbaum", "Umbrage", "Moonhowl", "de-DE"],
  ...[USER, MANAGER, TENANT, "a1a1a1a1", "QUACK-1234", "c7df2760", "2026-10-05", "5ca1ab1e", "eyJ"],
  ...["right-client-secret", "right-m2m-secret", String(SETTINGS.AZURE_CLIENT_ID), "m2mClient", "contoso.eu"],
];

export interface RecordSetup extends TenantSetup {
  /** Folder of the scenarios. */
  readonly fixtures: string;
  /** Runs `record` for the scenario `mine` with {@link SETTINGS} and these changes to them. */
  run(changes?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Ran>;
  /** Names of all entries in the folder of the scenarios. */
  written(): string[];
  /** A JSON file of the scenario `mine`. */
  read(file: string): unknown;
  responses(): RecordedResponse[];
  /** Body of the first response whose path matches. */
  bodyOf(path: RegExp): Record<string, unknown>;
  /** The expected log line. */
  logLine(): unknown;
  expectReplays(): Promise<void>;
}

/** Expects that `text` contains no recorded text. */
export function expectNoPersonalData(text: string): void {
  for (const word of RECORDED) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
}

/** Starts a stand-in before the tests of a file and stops it after. */
export function setUpRecord(): RecordSetup {
  const setup = setUpTenant();
  const fixtures = join(setup.folder, "test/fixtures");
  const read = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, "mine", file), "utf8"));
  const responses = () => read("answers.json") as RecordedResponse[];
  beforeEach(() => {
    rmSync(fixtures, { recursive: true, force: true });
  });
  return Object.assign(setup, {
    fixtures,
    async run(changes = {}, args = []) {
      const env = { ...SETTINGS, ...changes };
      const { folder, standIn } = setup;
      const all = ["record", "--user", USER, "--scenario", "mine", ...args];
      const ran = await runCli(all, { env, folder, standIn });
      expectNoPersonalData(ran.stdout + ran.stderr);
      expect(ran.stdout + ran.stderr).not.toContain("\u001b");
      return ran;
    },
    written() {
      try {
        return readdirSync(fixtures);
      } catch {
        return [];
      }
    },
    read,
    responses,
    bodyOf: (path) => responses().find((it) => path.test(it.path))?.response as Record<string, unknown>,
    logLine: () => (read("expected.json") as { log: unknown }).log,
    async expectReplays() {
      const replayed = await runCli(["replay", "--scenario", "mine"], { folder: setup.folder });
      expect(replayed.stdout).toContain("✓ as expected");
      expect(replayed.code).toBe(0);
    },
  } satisfies Omit<RecordSetup, keyof TenantSetup>);
}
