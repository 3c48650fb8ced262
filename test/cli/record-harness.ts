/**
 * Runs record against a tenant that a test can change, and reads the files that it writes.
 *
 * @module
 */

import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RecordedResponse } from "../../src/cli/shared/scenario";
import { type StandIn, startStandIn } from "../standin/server";
import { type Ran, makeProject, runCli } from "./run";
import { MANAGER, SETTINGS, TENANT, USER, type World, answerAs, createWorld } from "./standin-entra";

/** Texts of the people, the tenant and the secrets of the stand-in. */
const RECORDED = [
  ...["Wilhelmina", "Quackenbush", "tailspin", "wquack", "7654321", "1234567", "Bassoon", "Unterschleiss"],
  ...["Germany", "85716", "Bavaria", "Konrad-Zuse", "Ottokar", "Zwiebelbaum", "Umbrage", "Moonhowl", "de-DE"],
  ...[USER, MANAGER, TENANT, "a1a1a1a1", "QUACK-1234", "c7df2760", "2026-10-05", "5ca1ab1e", "eyJ"],
  ...["right-client-secret", "right-m2m-secret", String(SETTINGS.AZURE_CLIENT_ID), "m2mClient", "contoso.eu"],
];

/** Runs record and reads its result. */
export interface RecordHarness {
  /** State of the tenant. Reset before each test. */
  world: World;
  standIn: StandIn;
  /** Folder of the project to which scenarios are written. */
  readonly folder: string;
  readonly fixtures: string;
  /** Runs `record` for the scenario `mine` with {@link SETTINGS} and `changes` to them. */
  record(changes?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Ran>;
  /** Names of all files and folders next to the scenarios. */
  written(): string[];
  read(file: string): unknown;
  responses(): RecordedResponse[];
  /** Body of the first response whose path matches. */
  bodyOf(path: RegExp): Record<string, unknown>;
  log(): unknown;
  expectReplays(): Promise<void>;
}

/** Asserts that `text` contains no recorded text. */
export function expectNoPersonalData(text: string): void {
  for (const word of RECORDED) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
}

/** Starts a stand-in for the tests of one file, and stops it after them. */
export function setUpHarness(): RecordHarness {
  const project = makeProject();
  const fixtures = join(project.path, "test/fixtures");
  const read = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, "mine", file), "utf8"));
  const responses = () => read("answers.json") as RecordedResponse[];
  const harness: RecordHarness = {
    world: createWorld(),
    standIn: undefined as unknown as StandIn,
    folder: project.path,
    fixtures,
    async record(changes = {}, args = []) {
      const env = { ...harness.standIn.env, ...SETTINGS, ...changes };
      const all = ["record", "--user", USER, "--scenario", "mine", ...args];
      const ran = await runCli(all, { env, cwd: project.path });
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
    bodyOf: (path) =>
      responses().find((response) => path.test(response.path))?.response as Record<string, unknown>,
    log: () => (read("expected.json") as { log: unknown }).log,
    async expectReplays() {
      const replayed = await runCli(["replay", "--scenario", "mine"], { cwd: project.path });
      expect(replayed.stdout).toContain("✓ as expected");
      expect(replayed.code).toBe(0);
    },
  };
  beforeAll(async () => {
    harness.standIn = await startStandIn(answerAs(() => harness.world));
  });
  beforeEach(() => {
    harness.world = createWorld();
    harness.standIn.requests.length = 0;
    rmSync(fixtures, { recursive: true, force: true });
  });
  afterAll(async () => {
    await harness.standIn.close();
    project.remove();
  });
  return harness;
}
