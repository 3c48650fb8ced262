/**
 * The page about a run.
 *
 * @module
 */

import { HELD_BACK_HINT } from "../../../sync/hints";
import type { SyncResult } from "../../../sync/sync";
import { renderDocument } from "../../shared/html/document";
import { Badge, Callout } from "../../shared/html/elements";
import { sentence } from "../../shared/html/format";
import type { RunFacts } from "./facts";
import { Overview } from "./overview";
import { partRowsOf } from "./part-rows";
import { PartsSection } from "./parts-section";
import { RateLimitsSection } from "./rate-limits-section";
import { ReportSection } from "./report-section";
import { RequestsSection } from "./requests-section";
import { runResultTone, runResultWords } from "./run-result";
import { FailuresSection, HeldBackSection, NotFoundSection, SkippedSection } from "./sections";
import { StagesSection } from "./stages-section";
import { PAGE_STYLES } from "./styles";
import { createTimeAxis } from "./time-axis";

/** Renders the page. Contains no personal data unless there are lines of a report. */
export function renderSyncPage(facts: RunFacts): string {
  return renderDocument({
    title: `Directory sync: ${facts.result.summary.sync}`,
    styles: PAGE_STYLES,
    writtenAt: facts.writtenAt,
    children: <SyncPage {...facts} />,
  });
}

function SyncPage(facts: RunFacts) {
  const { result, parts, report } = facts;
  const { summary, failures, outcomes, heldBack, timeline } = result;
  const axis = createTimeAxis(timeline.intervals.length * timeline.intervalMs);
  const rows = partRowsOf(
    outcomes,
    parts.map(({ name }) => name),
  );
  return (
    <>
      <Heading {...facts} />
      <Hints {...result} />
      <Overview {...facts} />
      {failures.length > 0 && <FailuresSection failures={failures} />}
      <div class="balanced">
        <PartsSection rows={rows} summary={summary} />
        <StagesSection stages={timeline.stages} axis={axis} />
        {heldBack.length > 0 && <HeldBackSection heldBack={heldBack} />}
        {Object.keys(summary.skipped).length > 0 && <SkippedSection skipped={summary.skipped} />}
        {summary.not_found > 0 && <NotFoundSection count={summary.not_found} />}
      </div>
      <div class="columns">
        <RequestsSection record={timeline} axis={axis} />
        <RateLimitsSection record={timeline} axis={axis} />
      </div>
      {report && <ReportSection lines={report.lines} rest={report.rest} />}
    </>
  );
}

function Heading({ result, options: { isDryRun } }: RunFacts) {
  return (
    <>
      <div class="title">
        <h1>Directory sync</h1>
        <Badge tone={runResultTone(result)}>{result.summary.sync}</Badge>
        {isDryRun && <Badge tone="neutral">dry run</Badge>}
      </div>
      <p class="lead">{runResultWords(result, isDryRun)}</p>
    </>
  );
}

/** What to do, before everything else. */
function Hints({ summary: { hint }, failures, heldBack }: SyncResult) {
  // The hint can also be about a connection error, which explains all failures.
  const isOfOne = failures.length > 1 && hint === failures[0]?.hint;
  return (
    <>
      {failures.length > 0 && hint !== undefined && (
        <Callout
          tone="bad"
          label={isOfOne ? "What to do about the most frequent failure" : "What to do about the failures"}
        >
          {sentence(hint)}
        </Callout>
      )}
      {heldBack.length > 0 && (
        <Callout tone="warning" label="What to do about the removals that were held back">
          {sentence(HELD_BACK_HINT)}
        </Callout>
      )}
    </>
  );
}
