/**
 * What the commands that manage the Action in Auth0 have in common: the declaration, credentials, a client and a report.
 *
 * @module
 */

import type { Clock } from "../../../http/clock";
import { type ApplicationNames, DEPLOY_APPLICATION } from "../applications";
import { type ActionConfig, readConfig } from "../config";
import type { CommandContext } from "../context";
import { watchHosts } from "../hosts";
import { type ManagementApi, createManagementApi } from "../management-api/client";
import { readCredentials } from "../management-api/credentials";
import type { NamedValue } from "../redact";
import { type Report, createReport } from "../report";
import { secretsSet } from "../secrets";

export interface SessionOptions {
  /** Whether standard output is kept for one JSON document. */
  readonly json?: boolean;
}

export interface Session {
  readonly config: ActionConfig;
  /** The trigger to whose flow the Action belongs. */
  readonly trigger: string;
  readonly management: ManagementApi;
  /** Names of the variables that hold the credentials of its application. */
  readonly names: ApplicationNames;
  readonly report: Report;
  readonly clock: Clock;
  /** Values that must not be printed. */
  readonly secrets: readonly NamedValue[];
}

/**
 * Runs `work` with a client. Sends no request before `work` does.
 *
 * @param prepare reads what else is needed, before anything is sent
 * @throws if credentials or the declaration are missing or not valid
 */
export async function withSession<T extends object>(
  { json = false }: SessionOptions,
  context: CommandContext,
  prepare: (config: ActionConfig, report: Report) => T,
  work: (session: Session & T) => Promise<number>,
): Promise<number> {
  const { folder, environment, clock } = context;
  const report = createReport(context, json);
  const config = readConfig(folder);
  const [prepared, credentials] = both(
    () => prepare(config, report),
    () => readCredentials(environment),
  );
  const { names } = credentials;
  if (credentials.isOfAction) {
    report.warn(
      `signing in with the Action's own ${names.idName}, which then needs more scopes than the Action does. Set ${DEPLOY_APPLICATION.idName} and ${DEPLOY_APPLICATION.secretName} to the credentials of another application`,
    );
  }
  const trigger = config.supported_triggers[0]?.id ?? "";
  const hosts = watchHosts();
  const secrets = [
    ...secretsSet(config, environment),
    { name: names.secretName, value: credentials.clientSecret },
  ];
  const management = createManagementApi({ credentials, trigger, secrets, hosts, report, clock });
  try {
    return await work({ ...prepared, config, trigger, management, names, report, clock, secrets });
  } finally {
    hosts.stop();
    report.end();
  }
}

/** The results of two functions. @throws one error with the messages of both, so that all can be corrected at once */
function both<A, B>(first: () => A, second: () => B): [A, B] {
  const results = [first, second].map((read) => {
    try {
      return { value: read() };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  });
  const errors = results.flatMap(({ error }) => error ?? []);
  const [only] = errors;
  if (only && errors.length === 1) throw only;
  if (only) throw new Error(errors.map(({ message }) => message).join("; "), { cause: only });
  return results.map(({ value }) => value) as [A, B];
}

/** Called before the first write. @throws if a scope is missing. A dry run prints a warning instead */
export function requireScopes(
  { management, names, report }: Pick<Session, "management" | "names" | "report">,
  needed: readonly string[],
  isDryRun = false,
): void {
  const granted = management.scopes();
  const missing = granted ? needed.filter((scope) => !granted.includes(scope)) : [];
  if (missing.length === 0) return;
  const text = `grant ${missing.join(" ")} to ${names.idName} on the Auth0 Management API`;
  if (!isDryRun) throw new Error(text);
  report.warn(`to deploy, ${text}`);
}
