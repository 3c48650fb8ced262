/**
 * Checks the settings: missing, invalid and conflicting values.
 *
 * @module
 */

import { DEFAULTS } from "../../settings/defaults";
import type { SettingWarning } from "../shared/misspelled-settings";
import type { LocalSecrets, SecretProblem } from "../shared/secrets";
import { type Check, failed, ok, warning } from "./checks";

/** Checks the settings as `deploy` does. Never prints a value: it may be a secret in the wrong place. */
export function checkSettings(
  { secrets, certificate, problems }: LocalSecrets,
  misspelled: readonly SettingWarning[],
): Check[] {
  const isSet = (name: string) => secrets.some((secret) => secret.name === name);
  const checks = problems.map(({ name, ...problem }) => failed(name, describe(name, problem)));
  if (checks.length === 0) checks.push(ok("settings", `${secrets.length} settings of the Action, all valid`));
  checks.push(...misspelled.map(({ name, text }) => warning(name, text)));
  if (certificate?.state === "usable") checks.push(ok("AZURE_CLIENT_CERTIFICATE", certificate.text));
  if (certificate?.state === "warning") checks.push(warning("AZURE_CLIENT_CERTIFICATE", certificate.text));
  // Without a usable certificate, the secret is the replacement.
  if (certificate && certificate.state !== "unusable" && isSet("AZURE_CLIENT_SECRET")) {
    checks.push(
      warning("AZURE_CLIENT_CERTIFICATE", "used instead of AZURE_CLIENT_SECRET, which can be removed"),
    );
  }
  return checks;
}

function describe(name: string, { kind, text }: Omit<SecretProblem, "name">): string {
  if (kind === "unset") {
    const pronoun = name.includes(" or ") ? "one of them" : "it";
    return `not set: set ${pronoun} in the environment or in .env. ${text}`;
  }
  if (kind === "unusable") return text;
  const fallback = DEFAULTS[name];
  const effect = fallback ? `, and the Action would use its default ${fallback}` : "";
  return `not valid: ${text}. deploy refuses the value${effect}`;
}
