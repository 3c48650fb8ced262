/**
 * The Action as a directory of `auth0-deploy-cli`, without `triggers.json`, which would replace the whole flow.
 *
 * @module
 * @see https://github.com/auth0/auth0-deploy-cli/blob/master/docs/resource-specific-documentation.md
 */

import type { ActionConfig } from "../shared/config";

/** Placeholders that deploy-cli replaces in all files, including code. */
const PLACEHOLDER = /##\w+##|@@\w+@@/;

export interface ExportedFile {
  /** Relative to the directory. */
  readonly path: string;
  readonly text: string;
}

/** Path of the code, relative to the directory. */
export function codePath({ name }: ActionConfig): string {
  return `actions/${fileName(name)}/code.js`;
}

/**
 * The two files of the Action.
 *
 * @param secrets names; their values come from `AUTH0_KEYWORD_REPLACE_MAPPINGS`
 * @throws if deploy-cli would change the code
 */
export function deployCliFiles(
  config: ActionConfig,
  code: string,
  secrets: readonly string[],
): readonly ExportedFile[] {
  const [found] = PLACEHOLDER.exec(code) ?? [];
  if (found) {
    throw new Error(
      `${config.code} contains ${found}, which auth0-deploy-cli would replace as a placeholder: change it in the source`,
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

/** The Action's name without characters that file systems do not allow, as deploy-cli names its files. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w .-]/g, "-");
}
