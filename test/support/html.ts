/**
 * Reads pages without a browser.
 *
 * @module
 */

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** The visible text of a page, with a space in place of each tag. */
export function textOf(html: string): string {
  return html
    .replace(/<style>[^]*?<\/style>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => ENTITIES[name] ?? "")
    .replace(/\s+/g, " ");
}

/** The section with this heading. */
export function sectionOf(html: string, title: string): string {
  const start = html.indexOf(`>${title}</h`);
  return start < 0 ? "" : html.slice(start, html.indexOf("</section>", start));
}
