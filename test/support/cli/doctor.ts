/**
 * Runs `doctor` in a tenant that a test can change.
 *
 * @module
 */

import { type Ran, type RunOptions, runCli } from "./run";
import { SETTINGS, type TenantSetup, USER, setUpTenant } from "./tenant";

/** Credentials of applications that {@link DoctorSetup.addOwnApplications} adds. */
export const DEPLOY_CREDENTIALS = {
  DEPLOY_AUTH0_CLIENT_ID: "deployClient",
  DEPLOY_AUTH0_CLIENT_SECRET: "deploy-m2m-secret",
};
export const SYNC_CREDENTIALS = {
  SYNC_AUTH0_CLIENT_ID: "syncClient",
  SYNC_AUTH0_CLIENT_SECRET: "sync-m2m-secret",
};

export const DEPLOY_SCOPES = ["read:actions", "create:actions", "update:actions"];
export const SYNC_SCOPES = ["read:users", "update:users_app_metadata", "read:connections"];

/** The document of `doctor --json`. */
export interface DoctorDocument {
  readonly doctor: "passed" | "failed";
  readonly sections: readonly {
    readonly title: string;
    readonly checks: readonly {
      readonly mark: "ok" | "failed" | "warning" | "unchecked";
      readonly name: string;
      readonly text: string;
      readonly url?: string;
    }[];
  }[];
}

export interface DoctorSetup extends TenantSetup {
  /** Runs `doctor --user …` with {@link SETTINGS} and these changes to them. */
  run(
    changes?: Readonly<Record<string, string>>,
    args?: readonly string[],
    options?: RunOptions,
  ): Promise<Ran>;
  /** Adds applications for `deploy` and `sync`. */
  addOwnApplications(deployScopes?: readonly string[], syncScopes?: readonly string[]): void;
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
    addOwnApplications(deployScopes = DEPLOY_SCOPES, syncScopes = SYNC_SCOPES) {
      setup.addApplications({
        deployClient: { secret: DEPLOY_CREDENTIALS.DEPLOY_AUTH0_CLIENT_SECRET, scopes: deployScopes },
        syncClient: { secret: SYNC_CREDENTIALS.SYNC_AUTH0_CLIENT_SECRET, scopes: syncScopes },
      });
    },
  } satisfies Pick<DoctorSetup, "run" | "addOwnApplications">);
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
