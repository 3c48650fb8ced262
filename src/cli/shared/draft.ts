/**
 * The local Action: the built file and the secrets that are set, validated before any request.
 *
 * @module
 */

import { readConfiguration } from "../../login/configuration";
import { loadAction } from "./auth0-runtime";
import { readActionCode } from "./built-action";
import type { ActionConfig } from "./config";

/** Auth0's limits. @see https://auth0.com/docs/customize/actions/limitations */
const MAX = { codeBytes: 100_000, dependencies: 10, secrets: 30, valueCharacters: 4096 };

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface Draft {
  readonly config: ActionConfig;
  readonly code: string;
  /** Secrets that are declared and set, in the order of the declaration. */
  readonly secrets: readonly Secret[];
  /** Their names. `undefined` if the secrets in Auth0 are kept. */
  readonly secretNames: readonly string[] | undefined;
}

/**
 * Reads and validates the draft.
 *
 * @param folder the project's root
 * @throws with all problems in one message
 */
export function readDraft(
  config: ActionConfig,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Draft {
  const code = readActionCode(config, folder);
  const secrets = secretsSet(config, environment);
  const problems = [...codeProblems(code, config, folder), ...secretProblems(secrets, config, environment)];
  if (problems.length > 0) throw new Error(problems.join("; "));
  return { config, code, secrets, secretNames: secrets.map(({ name }) => name) };
}

/** Reads and validates the draft without secrets, for an Action that keeps those it has. @throws like {@link readDraft} */
export function readCodeDraft(config: ActionConfig, folder: string): Draft {
  return { config, code: readCheckedCode(config, folder), secrets: [], secretNames: undefined };
}

/** Reads and validates the built file. @throws if it is missing or Auth0 would refuse it */
export function readCheckedCode(config: ActionConfig, folder: string): string {
  const code = readActionCode(config, folder);
  const problems = codeProblems(code, config, folder);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return code;
}

/** Declared secrets that are set. A blank value counts as not set, as it does for the Action. */
export function secretsSet(config: ActionConfig, environment: Readonly<Record<string, string>>): Secret[] {
  const set = config.secrets.flatMap(({ name }) => {
    const value = environment[name];
    return value === undefined || value.trim() === "" ? [] : [{ name, value }];
  });
  // Alone, the domain is only the tenant to deploy to: the Action needs all three AUTH0_ settings or none.
  const management = set.filter(({ name }) => name.startsWith("AUTH0_"));
  const onlyDomain = management.length === 1 && management[0]?.name === "AUTH0_DOMAIN";
  return onlyDomain ? set.filter(({ name }) => name !== "AUTH0_DOMAIN") : set;
}

function codeProblems(code: string, { code: path, dependencies }: ActionConfig, folder: string): string[] {
  const bytes = Buffer.byteLength(code);
  const packages = dependencies.map(({ name }) => name);
  return [
    ...(bytes > MAX.codeBytes ? [`${path} has ${bytes} bytes; Auth0 allows ${MAX.codeBytes}`] : []),
    ...(packages.length > MAX.dependencies
      ? [`${packages.length} dependencies are declared; Auth0 allows ${MAX.dependencies}`]
      : []),
    ...loadProblems(code, path, packages, folder),
  ];
}

function loadProblems(code: string, path: string, packages: readonly string[], folder: string): string[] {
  try {
    loadAction(code, packages, folder);
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
  // A required setting that is set and still missing is malformed: an id that is not a GUID.
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const wrong = [
    ...new Set([...missing.filter((name) => secrets.some((secret) => secret.name === name)), ...invalid]),
  ];
  const unset = missing.filter((names) => !names.split(" or ").some((name) => isSet(name)));
  const long = secrets.filter(({ value }) => value.length > MAX.valueCharacters).map(({ name }) => name);
  const helpOf = (name: string) => config.secrets.find((secret) => secret.name === name)?.help ?? "";
  return [
    ...(unset.length > 0
      ? [`not set: ${unset.join(", ")}. Set them in the environment or in .env, see .env.example`]
      : []),
    ...wrong.map((name) => `${name} is invalid. ${helpOf(name)}`.replace(/\.$/, "")),
    ...long.map((name) => `${name} has more than ${MAX.valueCharacters} characters, the maximum in Auth0`),
    ...(secrets.length > MAX.secrets
      ? [
          `${secrets.length} secrets are set; Auth0 allows ${MAX.secrets}: remove those that are set to their default`,
        ]
      : []),
  ];
}
