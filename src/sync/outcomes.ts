/**
 * What happened to each part of all users, as counts.
 *
 * @module
 */

import type { PartOutcome } from "../app-metadata/plan";
import type { Part } from "../parts/part";

/** `held_back`: a removal that was not written because of the limit. `not_found`: the directory has no such user. */
export type OutcomeKind = PartOutcome["kind"] | "held_back" | "not_found";

/** Number of users by outcome, by the name of the part. Users of a part that was not read are not counted. */
export type OutcomeCounts = ReadonlyMap<string, ReadonlyMap<OutcomeKind, number>>;

/** Counts outcomes. */
export class OutcomeTally {
  readonly #counts = new Map<string, Map<OutcomeKind, number>>();

  get counts(): OutcomeCounts {
    return this.#counts;
  }

  /**
   * Counts the parts of one user.
   *
   * @param heldBack parts whose removal was not written
   * @param isSaved whether changes were saved. If not, a part with changes counts as failed
   */
  add(outcomes: ReadonlyMap<Part, PartOutcome>, heldBack: readonly Part[], isSaved: boolean): void {
    const names = new Set(heldBack.map(({ name }) => name));
    for (const [{ name }, outcome] of outcomes) {
      if (!names.has(name)) this.#increment(name, isSaved ? kindOf(outcome) : kindIfNotSaved(outcome));
    }
    for (const name of names) this.#increment(name, "held_back");
  }

  #increment(part: string, kind: OutcomeKind): void {
    const counts = this.#counts.get(part) ?? new Map<OutcomeKind, number>();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    this.#counts.set(part, counts);
  }
}

function kindOf(outcome: PartOutcome): OutcomeKind {
  return outcome.kind === "failed" && outcome.failure.reason === "user_not_found"
    ? "not_found"
    : outcome.kind;
}

function kindIfNotSaved(outcome: PartOutcome): OutcomeKind {
  return outcome.kind === "updated" || outcome.kind === "removed" ? "failed" : kindOf(outcome);
}
