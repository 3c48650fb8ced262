/**
 * The Action as this machine has it: the built file and the secrets that are set here, checked before anything is sent.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { readConfiguration } from "../../login/configuration";
import type { ActionConfig } from "../shared/config";
import { loadAction } from "../shared/auth0-runtime";

/** Auth0's limits. @see https://auth0.com/docs/customize/actions/limitations */
const MOST = { codeBytes: 100_000, dependencies: 10, secrets: 30, valueCharacters: 4096 };

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface Draft {
  readonly config: ActionConfig;
  readonly code: string;
  /** Declared and set here, in the order of the declaration. */
  readonly secrets: readonly Secret[];
}

/**
 * Reads the draft and checks it.
 *
 * @throws with all that is wrong, in one line
 */
export function readDraft(config: ActionConfig, environment: Readonly<Record<string, string>>): Draft {
  const code = readCode(config);
  const secrets = secretsSet(config, environment);
  const problems = [...codeProblems(code, config), ...secretProblems(secrets, config, environment)];
  if (problems.length > 0) throw new Error(problems.join("; "));
  return { config, code, secrets };
}

/** The built file, readable and acceptable to Auth0. @throws with what is wrong */
export function readCheckedCode(config: ActionConfig): string {
  const code = readCode(config);
  const problems = codeProblems(code, config);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return code;
}

/** What of the declared secrets is set here. Blank counts as not set: the Action would read it so too. */
export function secretsSet(config: ActionConfig, environment: Readonly<Record<string, string>>): Secret[] {
  const set = config.secrets.flatMap(({ name }) => {
    const value = environment[name];
    return value === undefined || value.trim() === "" ? [] : [{ name, value }];
  });
  // The domain also says where to deploy. On its own it is not a setting of the Action, which takes all three or none.
  const management = set.filter(({ name }) => name.startsWith("AUTH0_"));
  const onlyDomain = management.length === 1 && management[0]?.name === "AUTH0_DOMAIN";
  return onlyDomain ? set.filter(({ name }) => name !== "AUTH0_DOMAIN") : set;
}

function readCode({ code: path }: ActionConfig): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`there is no ${path}: run npm run build first`, { cause: error });
  }
}

function codeProblems(code: string, { code: path, dependencies }: ActionConfig): string[] {
  const bytes = Buffer.byteLength(code);
  const packages = dependencies.map(({ name }) => name);
  return [
    ...(bytes > MOST.codeBytes ? [`${path} has ${bytes} bytes, Auth0 takes ${MOST.codeBytes}`] : []),
    ...(packages.length > MOST.dependencies
      ? [`${packages.length} dependencies are declared, Auth0 takes ${MOST.dependencies}`]
      : []),
    ...loadProblems(code, path, packages),
  ];
}

function loadProblems(code: string, path: string, packages: readonly string[]): string[] {
  try {
    loadAction(code, packages);
    return [];
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return [`Auth0 would refuse ${path} (${reason ?? "unknown"}): run npm run build again`];
  }
}

function secretProblems(
  secrets: readonly Secret[],
  config: ActionConfig,
  environment: Readonly<Record<string, string>>,
): string[] {
  const { settings, invalid } = readConfiguration(
    Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
  );
  const { missing } = settings;
  // What is set and still missing was not understood: an id that is no GUID.
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const wrong = [
    ...new Set([...missing.filter((name) => secrets.some((secret) => secret.name === name)), ...invalid]),
  ];
  const unset = missing.filter((names) => !names.split(" or ").some((name) => isSet(name)));
  const long = secrets.filter(({ value }) => value.length > MOST.valueCharacters).map(({ name }) => name);
  const helpOf = (name: string) => config.secrets.find((secret) => secret.name === name)?.help ?? "";
  return [
    ...(unset.length > 0 ? [`not set: ${unset.join(", ")} (environment or .env, see .env.example)`] : []),
    ...wrong.map((name) => `${name} is not understood. ${helpOf(name)}`.replace(/\.$/, "")),
    ...long.map(
      (name) => `${name} has more than ${MOST.valueCharacters} characters, which Auth0 does not keep`,
    ),
    ...(secrets.length > MOST.secrets
      ? [`${secrets.length} secrets are set, Auth0 keeps ${MOST.secrets}: leave out what has its default`]
      : []),
  ];
}
