/**
 * The oldest version of Node that the commands run on.
 *
 * @module
 */

/** What to do about a version that is too old; `undefined` if it is not. @param version such as `22.13.0` */
export function describeOldNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < 20 || (major === 20 && minor < 19);
  return isOld ? `needs Node 20.19 or later; this is Node ${version}` : undefined;
}
