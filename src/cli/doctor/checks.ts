/**
 * Result of a check.
 *
 * @module
 */

/** `unchecked`: switched off, or it cannot be tried from this machine. */
export type Mark = "ok" | "failed" | "warning" | "unchecked";

export interface Check {
  readonly mark: Mark;
  readonly name: string;
  /** What was found. For a failure, the permission, scope or setting to change. */
  readonly text: string;
  /** URL of the page on which to change it. */
  readonly url?: string;
  /** Shown in the table instead of the text if an earlier row has the same text. */
  readonly textIfRepeated?: string;
}

export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

type MakeCheck = (name: string, text: string, url?: string) => Check;

const make =
  (mark: Mark): MakeCheck =>
  (name, text, url) => ({ mark, name, text, ...(url && { url }) });

export const ok = make("ok");
export const failed = make("failed");
export const warning = make("warning");
export const unchecked = make("unchecked");
