/**
 * The Action as a directory of `auth0-deploy-cli`. It has no `triggers.json`: that would replace the whole flow.
 *
 * @module
 * @see https://github.com/auth0/auth0-deploy-cli/blob/master/docs/resource-specific-documentation.md
 */

import type { ActionConfig } from "../shared/config";

/** What deploy-cli replaces wherever it stands, in code too. */
const PLACEHOLDER = /##\w+##|@@\w+@@/;

export interface ExportedFile {
  /** Relative to the directory. */
  readonly path: string;
  readonly text: string;
}

/** Where the code is, relative to the directory. */
export function codePath({ name }: ActionConfig): string {
  return `actions/${fileName(name)}/code.js`;
}

/**
 * The Action's two files.
 *
 * @param secrets names; their values come from `AUTH0_KEYWORD_REPLACE_MAPPINGS`
 * @throws where deploy-cli would change the code
 */
export function deployCliFiles(
  config: ActionConfig,
  code: string,
  secrets: readonly string[],
): readonly ExportedFile[] {
  const [found] = PLACEHOLDER.exec(code) ?? [];
  if (found) {
    throw new Error(
      `${config.code} holds ${found}, which auth0-deploy-cli would take for a placeholder and replace: write it differently in the source`,
    );
  }
  const { name, runtime, dependencies, supported_triggers } = config;
  const action = {
    name,
    code: `./${codePath(config)}`,
    runtime,
    dependencies,
    secrets: secrets.map((secret) => ({ name: secret, value: `##${secret}##` })),
    supported_triggers,
    deployed: true,
  };
  return [
    { path: `actions/${fileName(name)}.json`, text: `${JSON.stringify(action, null, 2)}\n` },
    { path: codePath(config), text: code },
  ];
}

/** As deploy-cli names its own: the Action's name, without what a file system does not take. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w .-]/g, "-");
}
