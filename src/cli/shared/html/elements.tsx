/**
 * Elements that all pages use.
 *
 * @module
 */

import type { ComponentChildren } from "preact";
import { formatNumber } from "./format";

/** Sets the color. */
export type Tone = "good" | "bad" | "warning" | "neutral";

/** A word on a colored background, with a symbol of the style sheet so that color is not the only sign. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** What the reader should see first, such as a hint. */
export function Callout({
  tone,
  label,
  children,
}: {
  readonly tone: "bad" | "warning";
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <p class={`callout ${tone}`}>
      <strong>{label}</strong> {children}
    </p>
  );
}

/** A section with its heading. @param level of the heading. Default: 2 */
export function Section({
  title,
  level = 2,
  children,
}: {
  readonly title: string;
  readonly level?: 2 | 3;
  readonly children: ComponentChildren;
}) {
  const Heading = `h${level}` as const;
  return (
    <section class="panel">
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}

/** A link to another site; only its text if `url` is no HTTPS URL. */
export function ExternalLink({
  url,
  children,
}: {
  readonly url: string;
  readonly children: ComponentChildren;
}) {
  if (!url.startsWith("https://")) return <>{children}</>;
  return (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {children}
    </a>
  );
}

/** The number of items that are not shown; nothing if there are none. */
export function More({ count }: { readonly count: number }) {
  return count > 0 ? <p class="muted">and {formatNumber(count)} more</p> : null;
}
