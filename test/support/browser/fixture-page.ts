/**
 * Small pages for tests of the checks.
 *
 * @module
 */

const STYLES = `
  body { margin: 16px; font: 16px/1.5 sans-serif; background: #fff; color: #111; overflow-wrap: anywhere; }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } a, summary { color: #9cf; } }
`;

/** A page without problems, apart from what the test adds to it. */
export function fixturePage(main = "", { styles = "", head = "" } = {}): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${head}
    <title>Fixture</title>
    <link rel="icon" href="data:," />
    <style>${STYLES}${styles}</style>
  </head>
  <body>
    <main>
      <h1>Fixture</h1>
      ${main}
    </main>
  </body>
</html>`;
}
