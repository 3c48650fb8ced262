/**
 * What one check came to.
 *
 * @module
 */

/** `unchecked`: nothing is known, be it because it is switched off or because it cannot be tried from here. */
export type Mark = "ok" | "failed" | "warning" | "unchecked";

export interface Check {
  readonly mark: Mark;
  readonly what: string;
  /** What was found, and for what failed the exact permission, scope or setting to change. */
  readonly says: string;
  /** Address of the page where it is changed. */
  readonly see?: string;
}

export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

type MakeCheck = (what: string, says: string, see?: string) => Check;

const make =
  (mark: Mark): MakeCheck =>
  (what, says, see) => ({ mark, what, says, ...(see && { see }) });

export const ok = make("ok");
export const failed = make("failed");
export const warning = make("warning");
export const unchecked = make("unchecked");
