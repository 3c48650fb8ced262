/**
 * The stages of a run.
 *
 * @module
 */

import type { Stage } from "../../../sync/timeline";
import { Section } from "../../shared/html/elements";
import { formatDuration } from "../../shared/html/format";
import { percent } from "../../shared/html/scale";
import { TimeLabels } from "./chart";
import { type TimeAxis, positionOf } from "./time-axis";

/** Percent, so that a short stage is visible. */
const MIN_WIDTH = 0.5;

/** Duration of each stage, on the time axis of the charts. */
export function StagesSection({
  stages,
  axis,
}: {
  readonly stages: readonly Stage[];
  readonly axis: TimeAxis;
}) {
  return (
    <Section title="Duration of each stage">
      <div class="chart">
        {stages.map(({ name, startMs, endMs }) => {
          const duration = formatDuration(endMs - startMs);
          const width = Math.max(positionOf(endMs, axis) - positionOf(startMs, axis), MIN_WIDTH);
          const label = `${name}: ${duration}, from ${formatDuration(startMs)} after the start`;
          return (
            <>
              <p class="stage">
                {name} <strong>{duration}</strong>
              </p>
              <svg height="12" role="img" aria-label={label}>
                <rect class="track" width="100%" height="12" rx="3" />
                <rect
                  class="fill1"
                  x={percent(Math.min(positionOf(startMs, axis), 100 - MIN_WIDTH))}
                  width={percent(width)}
                  height="12"
                  rx="2"
                />
              </svg>
            </>
          );
        })}
        <TimeLabels axis={axis} />
      </div>
    </Section>
  );
}
