/**
 * The numbers of users, and what the run was limited to.
 *
 * @module
 */

import { formatDuration, formatNumber, formatTime } from "../../shared/html/format";
import type { RunFacts } from "./facts";
import { limitsOf } from "./limits";
import { type Tile, heldBackTileOf, userTilesOf } from "./tiles";

/** The overview of a run. */
export function Overview(facts: RunFacts) {
  const { result, options, startedAt } = facts;
  const rows = [
    ["Started", formatTime(startedAt)],
    ["Duration", formatDuration(result.summary.ms)],
    ["Dry run", options.isDryRun ? "yes" : "no"],
    ...limitsOf(facts),
  ] as const;
  return (
    <section class="panel">
      <h2 class="hidden">Overview</h2>
      <Tiles tiles={userTilesOf(result, options.isDryRun)} />
      <div class="apart">
        <Tiles tiles={[heldBackTileOf(result)]} />
        <p class="muted">Each user counts once. A removal that was held back does not count as a user.</p>
      </div>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Tiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map(({ label, value, tone }) => (
        <div class={tone}>
          <dt>{label}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
