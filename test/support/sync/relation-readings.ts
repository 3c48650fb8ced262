/**
 * Readings of the manager and the direct reports, from Graph itself and from a list of the directory.
 *
 * @module
 */

import { readPart } from "../../../src/enrich/read-part";
import type { GraphReader } from "../../../src/graph/client";
import { Failure } from "../../../src/http/failure";
import { createParts } from "../../../src/parts";
import type { Part, Reading } from "../../../src/parts/part";
import { createSettingsReader } from "../../../src/settings/reader";
import type { Snapshot, StoredReports } from "../../../src/sync/directory/snapshot";
import { ORIGIN, contextFor } from "../graph";

/** The parts that a list can answer: the manager, then the direct reports. */
export function relationParts(maxDirectReports: number): readonly Part[] {
  const settings = createSettingsReader({ MAX_DIRECT_REPORTS: String(maxDirectReports) });
  return createParts(settings).filter(({ name }) => ["manager", "directReports"].includes(name));
}

/** The reading with the failure as plain data, so that it can be compared. */
export async function readLive(graph: GraphReader, part: Part, oid: string): Promise<unknown> {
  const reading = await readPart(part, contextFor(graph, { userPath: `/users/${oid}`, oid }), graph);
  return comparable(reading);
}

/** As {@link readLive}; `undefined` if the list does not have the answer. */
export async function readFromSnapshot(
  snapshot: Snapshot,
  part: Part,
  oid: string,
  stored: StoredReports,
): Promise<unknown> {
  const unanswered: string[] = [];
  const graph: GraphReader = {
    origin: ORIGIN,
    async get(url) {
      const answer = snapshot.responseTo(url.replace(`${ORIGIN}/v1.0`, ""), stored);
      if (answer) return Promise.resolve(answer);
      unanswered.push(url);
      throw new Failure("unavailable");
    },
  };
  const reading = await readLive(graph, part, oid);
  return unanswered.length === 0 ? reading : undefined;
}

function comparable(reading: Reading): unknown {
  if (reading.kind !== "failed") return reading;
  const { reason, details } = reading.failure;
  return { ...reading, failure: { reason, details } };
}
