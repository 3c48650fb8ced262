/**
 * The result of one user, from what was read and saved.
 *
 * @module
 */

import type { PartOutcome } from "../../app-metadata/plan";
import type { Part } from "../../parts/part";
import type { UserResult } from "../summary";
import type { SaveResult } from "./save";

type Outcomes = ReadonlyMap<Part, PartOutcome>;

/** The result of a user whose plan was saved, or had nothing to save. A failure counts more than an update. */
export function resultOf(outcomes: Outcomes, saved: SaveResult | undefined): UserResult {
  if (saved?.kind === "deleted") return { kind: "skipped", reason: "deleted" };
  if (saved?.kind === "failed") return { kind: "failed", what: "save", failure: saved.failure };
  const failures = [...outcomes].flatMap(([part, outcome]) =>
    outcome.kind === "failed" ? [{ part, failure: outcome.failure }] : [],
  );
  const isUnknown = ({ failure }: (typeof failures)[number]) => failure.reason === "user_not_found";
  const failed = failures.find((it) => !isUnknown(it));
  if (failed) return { kind: "failed", what: failed.part.name, ...failed };
  if (failures.length > 0) return { kind: "not_found" };
  return { kind: saved?.kind === "saved" ? "updated" : "unchanged" };
}
