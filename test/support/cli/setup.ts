/**
 * Runs `setup`, and runs the commands that it prints with stand-ins of the Azure CLI and the Auth0 CLI.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { type RanInProcess, type RunOptions, makeProject, runCli } from "./run";

export const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
export const OTHER_TENANT = "1a2b3c4d-2222-4333-8444-555566667777";
export const CLIENT = "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d";

/** Everything is set, so that nothing is to be created. */
export const ALL_SETTINGS = {
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: CLIENT,
  AZURE_CLIENT_SECRET: "entra-secret-value",
  AUTH0_DOMAIN: "contoso.eu.auth0.com",
  AUTH0_CLIENT_ID: "actionClient",
  AUTH0_CLIENT_SECRET: "action-secret-value",
  DEPLOY_AUTH0_CLIENT_ID: "deployClient",
  DEPLOY_AUTH0_CLIENT_SECRET: "deploy-secret-value",
  SYNC_AUTH0_CLIENT_ID: "syncClient",
  SYNC_AUTH0_CLIENT_SECRET: "sync-secret-value",
};

/** Switches on all parts that are off by default. */
export const ALL_PARTS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", SYNC_GROUPS: "on" };

export interface PrintedStep {
  readonly title: string;
  /** Its whole text. */
  readonly text: string;
  readonly commands: string;
  /** The same commands, as they are pasted: one text for each block. */
  readonly blocks: readonly string[];
}

export interface RanSetup extends RanInProcess {
  readonly steps: readonly PrintedStep[];
  /** The step whose title begins like this. */
  readonly step: (title: string) => PrintedStep;
}

/** Runs `setup` in a folder without `.env`, with an output of 80 columns. */
export async function runSetup(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RanSetup> {
  const project = makeProject();
  try {
    const ran = await runCli(["setup", ...args], { env, folder: project.path, columns: 80, ...options });
    const steps = stepsIn(ran.stdout);
    return {
      ...ran,
      steps,
      step(title) {
        const found = steps.find((step) => step.title.startsWith(title));
        if (!found) throw new Error(`no step "${title}" in:\n${ran.stdout}`);
        return found;
      },
    };
  } finally {
    project.remove();
  }
}

function stepsIn(output: string): PrintedStep[] {
  const [numbered = ""] = output.split("\nNext, ");
  return [...numbered.matchAll(/^\d+\. (.+)\n([^]*?)(?=\n\n\d+\. |$(?![^]))/gm)].map(
    ([text, title = "", body = ""]) => {
      const blocks = [...body.matchAll(/^(?: {4}.+\n?)+/gm)].map(([block]) =>
        block.trimEnd().replace(/^ {4}/gm, ""),
      );
      return { title, text, commands: blocks.join("\n"), blocks };
    },
  );
}

/** Prints what the Azure CLI would, and logs its arguments. */
const AZ = `#!/bin/sh
printf 'az %s\\n' "$*" >> calls
case "$*" in
  "account show"*) echo ${TENANT} ;;
  "ad app create"*) echo ${CLIENT} ;;
  *appRoles*) echo id-of-role ;;
  *oauth2PermissionScopes*) echo id-of-scope ;;
  "ad sp show"*) echo id-of-principal ;;
  *password*) echo 'new~entra.secret' ;;
esac
`;

const AUTH0 = `#!/bin/sh
printf 'auth0 %s\\n' "$*" >> calls
case "$*" in
  "apps "*) echo '{"client_id": "newClient", "client_secret": "new-auth0-secret"}' ;;
esac
`;

export interface RanCommands {
  readonly status: number | null;
  /** Everything that was printed. */
  readonly output: string;
  /** Arguments of the Azure CLI and the Auth0 CLI. */
  readonly calls: string;
  /** Settings in `.env`. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Runs printed commands in an empty folder. @param files further files by name, such as `.env` and stand-ins */
export function runCommands(
  steps: readonly PrintedStep[],
  files: Readonly<Record<string, string>> = {},
): RanCommands {
  const folder = mkdtempSync(join(tmpdir(), "setup-"));
  try {
    for (const [name, content] of Object.entries({ az: AZ, auth0: AUTH0, ...files })) {
      writeFileSync(join(folder, name), content);
      chmodSync(join(folder, name), 0o755);
    }
    writeFileSync(join(folder, ".env.example"), readFileSync(".env.example"));
    const script = steps.map(({ commands }) => commands).join("\n");
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-eu", "-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter) },
    });
    return {
      status,
      output: stdout + stderr,
      calls: readFileSync(join(folder, "calls"), "utf8"),
      settings: parseEnv(readFileSync(join(folder, ".env"), "utf8")),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
