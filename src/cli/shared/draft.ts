/**
 * The local Action: the built file and the secrets that are set, validated before any request.
 *
 * @module
 */

import { loadAction } from "./auth0-runtime";
import { readActionCode } from "./built-action";
import type { ActionConfig } from "./config";
import { type Secret, type SecretProblem, readLocalSecrets } from "./secrets";

/** Auth0's limits. @see https://auth0.com/docs/customize/actions/limitations */
export const MAX_CODE_BYTES = 100_000;
const MAX_DEPENDENCIES = 10;

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
 * @param now milliseconds since the epoch
 * @throws with all problems in one message
 */
export function readDraft(
  config: ActionConfig,
  environment: Readonly<Record<string, string>>,
  folder: string,
  now: number,
): Draft {
  const code = readActionCode(config, folder);
  const { secrets, problems: secretProblems } = readLocalSecrets(config, environment, now);
  const problems = [...codeProblems(code, config, folder), ...describeProblems(secretProblems)];
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

function codeProblems(code: string, { code: path, dependencies }: ActionConfig, folder: string): string[] {
  const bytes = Buffer.byteLength(code);
  const packages = dependencies.map(({ name }) => name);
  return [
    ...(bytes > MAX_CODE_BYTES ? [`${path} has ${bytes} bytes; Auth0 allows ${MAX_CODE_BYTES}`] : []),
    ...(packages.length > MAX_DEPENDENCIES
      ? [`${packages.length} dependencies are declared; Auth0 allows ${MAX_DEPENDENCIES}`]
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

/** Problems of secrets, without their values. */
function describeProblems(problems: readonly SecretProblem[]): string[] {
  const unset = problems.filter(({ kind }) => kind === "unset").map(({ name }) => name);
  const others = problems.filter(({ kind }) => kind !== "unset");
  const pronoun = unset.length === 1 ? "it" : "them";
  return [
    ...(unset.length > 0
      ? [`not set: ${unset.join(", ")} (set ${pronoun} in the environment or in .env, see .env.example)`]
      : []),
    ...others.map(({ name, kind, text }) =>
      kind === "invalid" ? `${name} is not valid: ${text}` : `${name} ${text}`,
    ),
  ];
}
