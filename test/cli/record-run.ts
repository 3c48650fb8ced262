/**
 * Runs record in a tenant that a test can change, and looks at what it has written.
 *
 * @module
 */

import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RecordedResponse } from "../../src/cli/shared/scenario";
import { type StandIn, startStandIn } from "../standin/server";
import { type Ran, makeProject, runCli } from "./run";
import { MANAGER, SETTINGS, TENANT, USER, type World, answerAs, createWorld } from "./standin-entra";

/** Words of the people, the tenant and the secrets of the stand-in. */
const RECORDED = [
  ...["Wilhelmina", "Quackenbush", "tailspin", "wquack", "7654321", "1234567", "Bassoon", "Unterschleiss"],
  ...["Germany", "85716", "Bavaria", "Konrad-Zuse", "Ottokar", "Zwiebelbaum", "Umbrage", "Moonhowl", "de-DE"],
  ...[USER, MANAGER, TENANT, "a1a1a1a1", "QUACK-1234", "c7df2760", "2026-10-05", "5ca1ab1e", "eyJ"],
  ...["right-client-secret", "right-m2m-secret", String(SETTINGS.AZURE_CLIENT_ID), "m2mClient", "contoso.eu"],
];

/** What a test file needs of record. */
export interface Studio {
  /** As it should be at the start of every test. */
  world: World;
  standIn: StandIn;
  /** The project that scenarios are written to. */
  readonly folder: string;
  readonly fixtures: string;
  /** Runs `record` for the scenario `mine` with {@link SETTINGS} and `changes` to them. */
  record(changes?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Ran>;
  /** Names of scenarios that were written, and of whatever else is where they are. */
  written(): string[];
  read(file: string): unknown;
  answers(): RecordedResponse[];
  /** Body of the first answer with such a path. */
  bodyOf(path: RegExp): Record<string, unknown>;
  log(): unknown;
  expectReplays(): Promise<void>;
}

/** Nothing of what was recorded is in `text`. */
export function expectNobody(text: string): void {
  for (const word of RECORDED) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
}

/** Starts a stand-in for the tests of one file, and ends it after them. */
export function openStudio(): Studio {
  const project = makeProject();
  const fixtures = join(project.path, "test/fixtures");
  const read = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, "mine", file), "utf8"));
  const answers = () => read("answers.json") as RecordedResponse[];
  const studio: Studio = {
    world: createWorld(),
    standIn: undefined as unknown as StandIn,
    folder: project.path,
    fixtures,
    async record(changes = {}, args = []) {
      const env = { ...studio.standIn.env, ...SETTINGS, ...changes };
      const all = ["record", "--user", USER, "--scenario", "mine", ...args];
      const ran = await runCli(all, { env, cwd: project.path });
      expectNobody(ran.stdout + ran.stderr);
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
    answers,
    bodyOf: (path) => answers().find((answer) => path.test(answer.path))?.response as Record<string, unknown>,
    log: () => (read("expected.json") as { log: unknown }).log,
    async expectReplays() {
      const replayed = await runCli(["replay", "--scenario", "mine"], { cwd: project.path });
      expect(replayed.stdout).toContain("✓ as expected");
      expect(replayed.code).toBe(0);
    },
  };
  beforeAll(async () => {
    studio.standIn = await startStandIn(answerAs(() => studio.world));
  });
  beforeEach(() => {
    studio.world = createWorld();
    studio.standIn.requests.length = 0;
    rmSync(fixtures, { recursive: true, force: true });
  });
  afterAll(async () => {
    await studio.standIn.close();
    project.remove();
  });
  return studio;
}
