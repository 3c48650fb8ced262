/**
 * `npm run export`: writes the Action for `auth0-deploy-cli` and Terraform, a workflow that deploys it, and
 * schedules of `sync` for Kubernetes and GitHub Actions, with a README. The files contain the names of secrets, not their values.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readConfiguration } from "../../login/configuration";
import { type ActionConfig, readConfig } from "../shared/config";
import type { CommandContext } from "../shared/context";
import { readCheckedCode } from "../shared/draft";
import { systemErrorCode } from "../shared/exit";
import { makeFolder } from "../shared/folders";
import { createReport } from "../shared/report";
import { secretsSet } from "../shared/secrets";
import { type ExportedFile, deployCliFiles } from "./deploy-cli";
import { DEPLOY_CREDENTIALS, deployWorkflowFile } from "./deploy-workflow";
import { type ExportedFiles, GENERATED, readmeFile } from "./readme";
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
  const syncNames = [...SYNC_CREDENTIALS, ...secretNames(sharedWithSync(config), environment)];
  const files: ExportedFiles = {
    deployCli: deployCliFiles(config, code, names),
    terraform: terraformFile(config, names),
    deployWorkflow: deployWorkflowFile(),
    cronJob: cronJobFile(syncNames),
    syncWorkflow: syncWorkflowFile(syncNames),
  };
  const save = (file: ExportedFile) => {
    const target = join(out, file.path);
    write(target, file, folder);
    return target;
  };
  const listNames = (what: string, listed: readonly string[]) => {
    report.done(`names of ${listed.length} ${what}, without values: ${listed.join(", ")}`);
  };
  report.done(`auth0-deploy-cli: ${files.deployCli.map(save).join(", ")}`);
  report.done(`Terraform: ${save(files.terraform)}`);
  listNames("secrets", names);
  report.done(`deployment with GitHub Actions: ${save(files.deployWorkflow)}`);
  listNames("settings of deploy", DEPLOY_CREDENTIALS);
  report.done(`schedule of sync for Kubernetes: ${save(files.cronJob)}`);
  report.done(`schedule of sync for GitHub Actions: ${save(files.syncWorkflow)}`);
  listNames("settings of sync", syncNames);
  const readme = readmeFile(config, files, names);
  report.done(
    isOfUser(resolve(folder, out, readme.path))
      ? `how to use these files: docs/deploying.md (${join(out, readme.path)} is yours and was kept)`
      : `how to use these files: ${save(readme)}`,
  );
  return 0;
}

/** Whether the file exists and was not written by this command. */
function isOfUser(path: string): boolean {
  try {
    return !readFileSync(path, "utf8").includes(GENERATED);
  } catch {
    return false;
  }
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
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    const code = systemErrorCode(error);
    throw new Error(`${target} cannot be written (${code}): choose another directory with --out`, {
      cause: error,
    });
  }
}
