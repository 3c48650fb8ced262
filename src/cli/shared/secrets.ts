/**
 * The secrets that the Action gets from an environment, validated before any request. `deploy` and `doctor` use the
 * same checks, so that neither accepts what the other rejects.
 *
 * @module
 */

import { type Configuration, readConfiguration } from "../../login/configuration";
import { unnamedClaims } from "../../report/token-claims";
import { type CertificateCheck, MAX_VALUE_CHARACTERS, checkCertificate } from "./certificate";
import type { ActionConfig } from "./config";

/** Maximum number of secrets. @see https://auth0.com/docs/customize/actions/limitations */
const MAX_SECRETS = 30;

const CERTIFICATE = "AZURE_CLIENT_CERTIFICATE";

type Environment = Readonly<Record<string, string>>;

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface SecretProblem {
  /** Name of the setting, or of two that are alternatives: `A or B`. */
  readonly name: string;
  readonly kind: "unset" | "invalid" | "unusable";
  /** `unset`: the help of the setting. `invalid`: what to set, in the imperative. `unusable`: a predicate. */
  readonly text: string;
}

/** The configuration that `deploy` would create. */
export interface LocalSecrets {
  /** Secrets that are declared and set, in the order of the declaration. */
  readonly secrets: readonly Secret[];
  readonly configuration: Configuration;
  /** `undefined` if there is no certificate. */
  readonly certificate: CertificateCheck | undefined;
  /** Why the secrets cannot be deployed. */
  readonly problems: readonly SecretProblem[];
}

/** Declared secrets that are set. A blank value counts as not set, as it does for the Action. */
export function secretsSet(config: ActionConfig, environment: Environment): Secret[] {
  const set = config.secrets.flatMap(({ name }) => {
    const value = environment[name];
    return value === undefined || value.trim() === "" ? [] : [{ name, value }];
  });
  // Alone, the domain is only the tenant to deploy to: the Action needs all three AUTH0_ settings or none.
  const management = set.filter(({ name }) => name.startsWith("AUTH0_"));
  const onlyDomain = management.length === 1 && management[0]?.name === "AUTH0_DOMAIN";
  return onlyDomain ? set.filter(({ name }) => name !== "AUTH0_DOMAIN") : set;
}

/** Reads and checks the secrets. Never throws. @param now milliseconds since the epoch */
export function readLocalSecrets(config: ActionConfig, environment: Environment, now: number): LocalSecrets {
  const secrets = secretsSet(config, environment);
  const configuration = readConfiguration(
    Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
  );
  const pem = secrets.find(({ name }) => name === CERTIFICATE)?.value;
  const certificate = pem === undefined ? undefined : checkCertificate(pem, now);
  const problems = [
    ...valueProblems(config, environment, secrets, configuration),
    ...(certificate?.state === "unusable"
      ? [{ name: CERTIFICATE, kind: "unusable" as const, text: certificate.text }]
      : []),
    ...limitProblems(secrets),
  ];
  return { secrets, configuration, certificate, problems };
}

function valueProblems(
  config: ActionConfig,
  environment: Environment,
  secrets: readonly Secret[],
  { settings, parts, invalid }: Configuration,
): SecretProblem[] {
  const { missing } = settings;
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const unset = missing.filter((names) => !names.split(" or ").some(isSet));
  // A required setting that is set and still missing is malformed: an id that is not a GUID.
  const malformed = missing.filter((name) => secrets.some((secret) => secret.name === name));
  const wrong = new Set([...malformed, ...invalid].filter((name) => name !== CERTIFICATE));
  const unnamed = unnamedClaims(settings, parts).filter((name) => !wrong.has(name));
  return [
    ...unset.map((name) => ({ name, kind: "unset" as const, text: helpOf(name, config) })),
    ...[...wrong].map((name) => ({ name, kind: "invalid" as const, text: describeValid(name, config) })),
    ...unnamed.map((name) => ({
      name,
      kind: "unusable" as const,
      text: "is not set, and TOKEN_CLAIMS needs it: set it to a URL, such as https://example.com",
    })),
  ];
}

/** The help of a setting, without the period at its end. */
function helpOf(names: string, { secrets }: ActionConfig): string {
  const [name] = names.split(" or ");
  const help = secrets.find((secret) => secret.name === name)?.help ?? "See the README";
  return help.replace(/\.$/, "");
}

/** What to set instead of a value that is not valid. */
function describeValid(name: string, config: ActionConfig): string {
  const help = helpOf(name, config);
  const [, least, most] = /\b(\d+) to (\d+)\b/.exec(help) ?? [];
  if (least !== undefined && most !== undefined) return `set ${name} to a number from ${least} to ${most}`;
  const [, values] = /: ((?:[\w-]+, )*[\w-]+ or [\w-]+)(?:;| pixels|$)/.exec(help) ?? [];
  return values === undefined ? `set ${name} to a valid value. ${help}` : `set ${name} to ${values}`;
}

function limitProblems(secrets: readonly Secret[]): SecretProblem[] {
  const isLong = ({ name, value }: Secret) => name !== CERTIFICATE && value.length > MAX_VALUE_CHARACTERS;
  const text = `has more than ${MAX_VALUE_CHARACTERS} characters, the maximum in Auth0: shorten it`;
  const long = secrets.filter(isLong).map(({ name }) => ({ name, kind: "unusable" as const, text }));
  if (secrets.length <= MAX_SECRETS) return long;
  const tooMany = `are set; Auth0 allows ${MAX_SECRETS}: remove those that are set to their default`;
  return [...long, { name: `${secrets.length} secrets`, kind: "unusable", text: tooMany }];
}
