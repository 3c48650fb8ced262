/**
 * Runs `doctor` in a tenant that a test can change.
 *
 * @module
 */

import { type Ran, type RunOptions, runCli } from "./run";
import { SETTINGS, type TenantSetup, USER, setUpTenant } from "./tenant";

export interface DoctorSetup extends TenantSetup {
  /** Runs `doctor --user …` with {@link SETTINGS} and these changes to them. */
  run(
    changes?: Readonly<Record<string, string>>,
    args?: readonly string[],
    options?: RunOptions,
  ): Promise<Ran>;
}

/** Starts a stand-in before the tests of a file and stops it after. */
export function setUpDoctor(): DoctorSetup {
  const setup = setUpTenant();
  return Object.assign(setup, {
    async run(changes = {}, args = ["--user", USER], options = {}) {
      const env = { ...SETTINGS, ...changes };
      const { folder, standIn } = setup;
      const ran = await runCli(["doctor", ...args], { env, folder, standIn, ...options });
      expectNoPrivateOutput(ran);
      return ran;
    },
  } satisfies Pick<DoctorSetup, "run">);
}

/** Expects that the output contains no secret, token, response text, stack trace or terminal escape. */
function expectNoPrivateOutput({ stdout, stderr }: Ran): void {
  const output = stdout + stderr;
  const secrets = [
    "client-secret",
    "m2m-secret",
    "eyJ",
    "standin-token",
    "opaque-token",
    "Quackenbush",
    "Trace ID",
  ];
  for (const secret of secrets) expect(output).not.toContain(secret);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain("\u001b");
}

/** Matches the line of the table that begins with `mark` and `what`. */
export const line = (mark: string, what: string) => new RegExp(`^ *${mark} +${what} .*`, "m");
