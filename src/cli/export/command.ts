/**
 * `npm run export`: writes the Action for `auth0-deploy-cli` and Terraform, a workflow that deploys it, and
 * schedules of `sync` for Kubernetes and GitHub Actions. The files contain the names of secrets, not their values.
 *
 * @module
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readConfiguration } from "../../login/configuration";
import { type ActionConfig, readConfig } from "../shared/config";
import type { CommandContext } from "../shared/context";
import { readCheckedCode } from "../shared/draft";
import { systemErrorCode } from "../shared/exit";
import { createReport } from "../shared/report";
import { secretsSet } from "../shared/secrets";
import { type ExportedFile, deployCliFiles } from "./deploy-cli";
import { DEPLOY_CREDENTIALS, deployWorkflowFile } from "./deploy-workflow";
import { SYNC_CREDENTIALS, cronJobFile, sharedWithSync, syncWorkflowFile } from "./sync-schedule";
import { terraformFile } from "./terraform";

export interface ExportOptions {
  readonly out: string;
}

/** Writes the files and keeps other files of the directory. @returns the exit code */
export function exportAction({ out }: ExportOptions, context: CommandContext): number {
  const { folder, environment } = context;
  const report = createReport(context);
  const config = readConfig(folder);
  const code = readCheckedCode(config, folder);
  const names = secretNames(config, environment);
  const save = (file: ExportedFile) => {
    const target = join(out, file.path);
    write(target, file, folder);
    return target;
  };
  const listNames = (what: string, listed: readonly string[]) => {
    report.done(`names of ${listed.length} ${what}, without values: ${listed.join(", ")}`);
  };
  report.done(`auth0-deploy-cli: ${deployCliFiles(config, code, names).map(save).join(", ")}`);
  report.done(`Terraform: ${save(terraformFile(config, names))}`);
  listNames("secrets", names);
  report.done(`deployment with GitHub Actions: ${save(deployWorkflowFile())}`);
  listNames("settings of deploy", DEPLOY_CREDENTIALS);
  const syncNames = [...SYNC_CREDENTIALS, ...secretNames(sharedWithSync(config), environment)];
  report.done(`schedule of sync for Kubernetes: ${save(cronJobFile(syncNames))}`);
  report.done(`schedule of sync for GitHub Actions: ${save(syncWorkflowFile(syncNames))}`);
  listNames("settings of sync", syncNames);
  report.warn(
    `auth0-deploy-cli: set AUTH0_KEYWORD_REPLACE_MAPPINGS, otherwise ##${names[0] ?? "NAME"}## is deployed as a value`,
  );
  report.warn("auth0-deploy-cli: do not set AUTH0_ALLOW_DELETE, because it deletes all other Actions");
  report.warn("auth0-deploy-cli: add the Action to the flow in the dashboard");
  return 0;
}

/** Names of the declared secrets that are set or required. */
function secretNames(config: ActionConfig, environment: Readonly<Record<string, string>>): string[] {
  const set = secretsSet(config, environment);
  const values = Object.fromEntries(set.map(({ name, value }) => [name, value]));
  const { missing } = readConfiguration(values).settings;
  const needed = missing.map((names) => names.split(" or ")[0]);
  return config.secrets
    .map(({ name }) => name)
    .filter((name) => needed.includes(name) || set.some((secret) => secret.name === name));
}

function write(target: string, { text }: ExportedFile, folder: string): void {
  const path = resolve(folder, target);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    const code = systemErrorCode(error);
    throw new Error(`${target} cannot be written (${code}): choose another directory with --out`, {
      cause: error,
    });
  }
}
