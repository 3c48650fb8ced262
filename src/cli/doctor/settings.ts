/**
 * Checks the settings: missing, invalid and conflicting values.
 *
 * @module
 */

import { DEFAULTS } from "../../settings/defaults";
import type { LocalSecrets, SecretProblem } from "../shared/secrets";
import { type Check, failed, ok, warning } from "./checks";

/** Checks the settings as `deploy` does. Never prints a value: it may be a secret in the wrong place. */
export function checkSettings({ secrets, certificate, problems }: LocalSecrets): Check[] {
  const isSet = (name: string) => secrets.some((secret) => secret.name === name);
  const checks = problems.map(({ name, ...problem }) => failed(name, describe(name, problem)));
  if (checks.length === 0) checks.push(ok("settings", `${secrets.length} set, all valid`));
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
  if (kind === "unset") return `not set: ${text}`;
  if (kind === "unusable") return text;
  const fallback = DEFAULTS[name];
  return fallback ? `invalid, so its default ${fallback} is used: ${text}` : `invalid: ${text}`;
}
