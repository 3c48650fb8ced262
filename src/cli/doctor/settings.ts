/**
 * Checks the settings: missing, invalid and conflicting values.
 *
 * @module
 */

import { secrets as declared } from "../../../actions.config.json";
import type { Configuration } from "../../login/configuration";
import { unnamedClaims } from "../../report/token-claims";
import { type Check, failed, ok, warning } from "./checks";

type Environment = Readonly<Record<string, string>>;

/** Checks the settings as the Action reads them. Never prints a value: it may be a secret in the wrong place. */
export function checkSettings(
  { settings, parts, invalid }: Configuration,
  environment: Environment,
): Check[] {
  const isSet = (name: string) => (environment[name] ?? "").trim() !== "";
  const { missing } = settings;
  const checks = [
    ...missing.map((names) => missingSetting(names, names.split(" or ").some(isSet))),
    ...invalid.map((name) => failed(name, `invalid, so ${fallbackOf(name)} is used: ${helpOf(name)}`)),
  ];
  const [unnamed] = unnamedClaims(settings, parts);
  if (unnamed && !invalid.includes(unnamed)) {
    checks.push(failed(unnamed, "TOKEN_CLAIMS needs a namespace: set it to a URL of your own"));
  }
  if (isSet("AZURE_CLIENT_SECRET") && isSet("AZURE_CLIENT_CERTIFICATE")) {
    checks.push(
      warning("AZURE_CLIENT_CERTIFICATE", "used instead of AZURE_CLIENT_SECRET, which can be removed"),
    );
  }
  if (checks.every(({ mark }) => mark !== "failed")) {
    const count = declared.filter(({ name }) => isSet(name)).length;
    checks.unshift(ok("settings", `${count} set, all valid`));
  }
  return checks;
}

function missingSetting(names: string, isGiven: boolean): Check {
  const [name = names] = names.split(" or ");
  return failed(names, `${isGiven ? "invalid" : "not set"}: ${helpOf(name)}`);
}

function helpOf(name: string): string {
  return declared.find((secret) => secret.name === name)?.help ?? "see the README";
}

function fallbackOf(name: string): string {
  const fallback = declared.find((secret) => secret.name === name)?.default;
  return fallback ? `its default ${fallback}` : "its default";
}
