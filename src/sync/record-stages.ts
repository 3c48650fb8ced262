/**
 * Records the stages of a run.
 *
 * @module
 */

import type { Progress } from "./run";
import type { Timeline } from "./timeline";

/** Shows progress, and records when each stage begins. */
export function recordStages(progress: Progress, timeline: Timeline): Progress {
  return {
    stage(name, total) {
      timeline.beginStage(name);
      progress.stage(name, total);
    },
    advance(count) {
      progress.advance(count);
    },
  };
}
