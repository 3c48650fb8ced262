/**
 * One step of the setup.
 *
 * @module
 */

export interface Step {
  /** One short sentence, without a period. */
  readonly title: string;
  /** What the settings contain already. */
  readonly done?: string;
  /** Sentences above the commands. */
  readonly notes?: readonly string[];
  /** Commands, which may have several lines. */
  readonly commands?: readonly string[];
  /** URL of the page on which the same can be done. */
  readonly page?: string;
  /** Names of the settings that the commands write. */
  readonly writes?: readonly string[];
}
