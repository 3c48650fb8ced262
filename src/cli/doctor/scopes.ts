/**
 * Compares the scopes of an application with what it needs.
 *
 * @module
 */

import type { Application } from "../shared/applications";
import { type Check, failed, ok, warning } from "./checks";

/** Maximum number of unneeded scopes to print. */
const MAX_PRINTED_SCOPES = 6;

export interface SharedApplication {
  readonly application: Application;
  /** Others with the same client ID whose checks come earlier. */
  readonly earlier: readonly Application[];
  /** Others with the same client ID whose checks come later. */
  readonly later: readonly Application[];
}

/** Checks the granted scopes. The remedies name what to set or grant before a scope is removed, so that nothing breaks. */
export function checkScopes(scopes: readonly string[], shared: SharedApplication): Check[] {
  const { needed, idName } = shared.application;
  const checks = needed.map((anyOf) => {
    const [narrowest] = anyOf;
    const held = anyOf.find((scope) => scopes.includes(scope));
    if (held === undefined) {
      return failed(narrowest, `grant ${narrowest} to ${idName} on the Auth0 Management API`);
    }
    return ok(narrowest, held === narrowest ? "granted" : `included in ${held}, which is granted`);
  });
  const remedies = removalRemedies(scopes, shared);
  return [...checks, ...remedies.map((text) => warning("unneeded scopes", text))];
}

function removalRemedies(
  scopes: readonly string[],
  { application, earlier, later }: SharedApplication,
): string[] {
  const { needed, optional, idName } = application;
  const remedies: string[] = [];
  const rest = new Set(scopes);
  const take = (names: readonly string[]) => names.filter((name) => rest.delete(name));
  take(optional);
  for (const [narrowest, ...wider] of needed) {
    if (take([narrowest]).length > 0) continue;
    for (const scope of take(wider)) {
      remedies.push(`grant ${narrowest} to ${idName}, then remove ${scope} from it`);
    }
  }
  // Their own checks print the remedy.
  for (const other of earlier) take(scopesUsedBy(other));
  for (const other of later) {
    const used = take(scopesUsedBy(other));
    if (used.length === 0) continue;
    remedies.push(
      `${other.usedBy} signs in with this application: set ${other.idName} and ${other.secretName} to the credentials of another application, then remove ${used.join(", ")} from ${idName}`,
    );
  }
  const unneeded = [...rest];
  if (unneeded.length === 0) return remedies;
  const count = unneeded.length - MAX_PRINTED_SCOPES;
  const named = unneeded.slice(0, MAX_PRINTED_SCOPES).join(", ");
  return [...remedies, `remove ${named}${count > 0 ? ` and ${count} more` : ""} from ${idName}`];
}

function scopesUsedBy({ needed, optional }: Application): string[] {
  return [...needed.flat(), ...optional];
}
