/**
 * One step of the setup.
 *
 * @module
 */

/** Commands that are pasted by themselves, with the sentence that says when. */
export interface Block {
  readonly note: string;
  readonly commands: readonly string[];
}

export interface Step {
  /** One short sentence, without a period. */
  readonly title: string;
  /** What the settings contain already. */
  readonly done?: string;
  /** Sentences above the commands. */
  readonly notes?: readonly string[];
  /** Commands, which may have several lines. */
  readonly commands?: readonly string[];
  /** Commands after these: those that need the result of a login, or an alternative. */
  readonly blocks?: readonly Block[];
  /** The page on which the same can be done: its URL, or the way to it if an earlier step has the URL. */
  readonly page?: string;
  /** Names of the settings that the commands write. */
  readonly writes?: readonly string[];
}
