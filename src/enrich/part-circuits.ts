/**
 * The circuits of a part. A part that comes from mailboxes has two, one per person and one for everyone, because one
 * mailbox can refuse while the token is valid and all others respond (msgraph-sdk-dotnet#2141, corso#3695).
 *
 * @module
 */

import { saltedHash, setBounded } from "../bounded-map";
import type { Failure } from "../http/failure";
import { CircuitBreaker, FAILURES_TO_OPEN, sharedCircuits, weightOf } from "../http/circuit-breaker";
import type { Part } from "../parts/part";

const MAX_PEOPLE = 10_000;
const MAX_APPS = 500;

const personCircuits = new CircuitBreaker(MAX_PEOPLE);
/** Hashes of the people whose mailboxes failed one after the other, by tenant, cloud and client. */
const failedPeople = new Map<string, ReadonlySet<string>>();

/** Identifies the circuits of an attempt. */
export interface AttemptKey {
  /** Hash of the app: tenant, cloud and client. */
  readonly app: string;
  /** Path of the person below `/v1.0`. */
  readonly userPath: string;
}

/** The failure to report without a request; `undefined` if the part may be read. */
export function openCircuit(part: Part, where: AttemptKey): Failure | undefined {
  const { everyone, person } = namesOf(part, where);
  return (
    sharedCircuits.failureOf(everyone) ?? (part.isPerMailbox ? personCircuits.failureOf(person) : undefined)
  );
}

/** Counts the success of a read. */
export function countSuccess(part: Part, where: AttemptKey): void {
  const { everyone, person } = namesOf(part, where);
  sharedCircuits.succeed(everyone);
  if (!part.isPerMailbox) return;
  personCircuits.succeed(person);
  failedPeople.delete(everyone);
}

/**
 * Counts the failure of a read.
 *
 * @param others failures of the other parts of the same login
 * @returns whom the failure counts against: one person, everyone, or everyone because several people in a row failed
 */
export function countFailure(
  part: Part,
  where: AttemptKey,
  failure: Failure,
  others: readonly Failure[],
): "one person" | "everyone" | "several people" {
  const { everyone, person } = namesOf(part, where);
  // The response shows that Graph accepts the app for mailboxes.
  if (weightOf(failure) === "not counted") failedPeople.delete(everyone);
  if (!part.isPerMailbox || !isMailboxFailure(failure)) {
    sharedCircuits.fail(everyone, failure);
    return "everyone";
  }
  personCircuits.fail(person, failure, "at once");
  const people = new Set(failedPeople.get(everyone)).add(person);
  // More people than the threshold need not be stored.
  if (people.size <= FAILURES_TO_OPEN) setBounded(failedPeople, everyone, people, MAX_APPS);
  if (people.size >= FAILURES_TO_OPEN) {
    sharedCircuits.fail(everyone, failure, "at once");
    return "several people";
  }
  if (!others.some((other) => isSameKind(other, failure))) return "one person";
  sharedCircuits.fail(everyone, failure);
  return "everyone";
}

function namesOf(part: Part, { app, userPath }: AttemptKey) {
  const everyone = `${app}:${part.name}`;
  return { everyone, person: part.isPerMailbox ? saltedHash(everyone, userPath.toLowerCase()) : "" };
}

/** A response with 401, 403, 429 or 5xx; timeouts and resets say nothing about a mailbox. */
function isMailboxFailure(failure: Failure): boolean {
  return failure.details.status !== undefined && weightOf(failure) !== "not counted";
}

function isSameKind(a: Failure, b: Failure): boolean {
  return a.details.status !== undefined && kindOf(a) === kindOf(b);
}

function kindOf({ reason }: Failure): string {
  return reason === "credentials" || reason === "permission" ? "refused" : reason;
}
