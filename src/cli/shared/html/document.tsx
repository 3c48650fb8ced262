/**
 * A page as one file. It loads nothing, runs no script, and its Content Security Policy forbids both.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { ComponentChildren } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { name, version } from "../../../../package.json";
import { formatTime } from "./format";
import { STYLES } from "./styles";

interface DocumentOptions {
  readonly title: string;
  /** CSS of this page, after the common one. */
  readonly styles?: string;
  /** Content of `main`. */
  readonly children: ComponentChildren;
  /** When the page was written, in milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Renders a complete HTML document. All values are escaped. */
export function renderDocument({ title, styles = "", children, writtenAt }: DocumentOptions): string {
  const css = compact(STYLES + styles);
  const html = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policyFor(css)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        {/* Otherwise a browser requests /favicon.ico if the page is on a server. */}
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: css }} />
      </head>
      <body>
        <main>{children}</main>
        <footer>
          Written by {name} {version}, {formatTime(writtenAt)}. This page sends no requests.
        </footer>
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}

/** Allows this style sheet and embedded images, and nothing else. */
function policyFor(css: string): string {
  const hash = createHash("sha256").update(css).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** Without indentation and line breaks. */
function compact(css: string): string {
  return css.replaceAll(/\s*\n\s*/g, "");
}
