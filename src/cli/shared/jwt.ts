/**
 * Claims of tokens, for output.
 *
 * @module
 */

/** The claims of a JWT, unverified, because they are only printed; `undefined` if it is not a JWT. */
export function claimsIn(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
