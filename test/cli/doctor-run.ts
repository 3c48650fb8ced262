/**
 * Runs doctor in a tenant that a test can change.
 *
 * @module
 */

import { type StandIn, startStandIn } from "../standin/server";
import { type Ran, makeProject, runCli } from "./run";
import { SETTINGS, USER, type World, answerAs, createWorld } from "./standin-entra";

/** What a test file needs of doctor. */
export interface Ward {
  /** As it should be at the start of every test. */
  world: World;
  standIn: StandIn;
  /** A folder of its own, so that nobody's .env gets into a test. */
  readonly folder: string;
  /** Runs `doctor --user …` with {@link SETTINGS} and `changes` to them. */
  doctor(changes?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Ran>;
}

/** Starts a stand-in for the tests of one file, and ends it after them. */
export function openWard(): Ward {
  const project = makeProject();
  const ward: Ward = {
    world: createWorld(),
    standIn: undefined as unknown as StandIn,
    folder: project.path,
    async doctor(changes = {}, args = ["--user", USER]) {
      const env = { ...ward.standIn.env, ...SETTINGS, ...changes };
      const ran = await runCli(["doctor", ...args], { env, cwd: project.path });
      expectNothingSaid(ran);
      return ran;
    },
  };
  beforeAll(async () => {
    ward.standIn = await startStandIn(answerAs(() => ward.world));
  });
  beforeEach(() => {
    ward.world = createWorld();
    ward.standIn.requests.length = 0;
  });
  afterAll(async () => {
    await ward.standIn.close();
    project.remove();
  });
  return ward;
}

/** Neither a secret nor a token, nor a word of what was answered, nor what only a terminal understands. */
function expectNothingSaid({ stdout, stderr }: Ran): void {
  const said = stdout + stderr;
  const secrets = [
    "client-secret",
    "m2m-secret",
    "eyJ",
    "m2m-token",
    "opaque-token",
    "Quackenbush",
    "Trace ID",
  ];
  for (const secret of secrets) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/^\s+at /m);
  expect(said).not.toContain("\u001b");
}

/** The line of the table that begins with `mark` and `what`. */
export const line = (mark: string, what: string) => new RegExp(`^ *${mark} +${what} .*`, "m");
