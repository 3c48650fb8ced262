/**
 * What the exported workflows for GitHub Actions have in common.
 *
 * @module
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 */

/** First steps of a job. They get no credentials, so that no install script can read them. */
export const INSTALL_STEPS = `      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: "22"
          cache: npm
      - run: npm ci`;

/** Environment variables of a step, from secrets and variables of the same names. */
export function environmentLines(names: readonly string[]): string {
  return names
    .map((name) => {
      const source = isCredential(name) ? "secrets" : "vars";
      return `          ${name}: \${{ ${source}.${name} }}`;
    })
    .join("\n");
}

/** Whether GitHub stores the value as a secret. GitHub masks secrets in logs, and prints variables. */
export function isCredential(name: string): boolean {
  return /^(?:AZURE|(?:SYNC|DEPLOY)_AUTH0)_/.test(name);
}
