/**
 * The page about a run.
 *
 * @module
 */

import { readConfiguration } from "../../../login/configuration";
import { HELD_BACK_HINT } from "../../../sync/hints";
import type { Summary } from "../../../sync/summary";
import { renderDocument } from "../../shared/html/document";
import { Badge, Callout, type Tone } from "../../shared/html/elements";
import { formatDuration, formatNumber, formatTime, sentence } from "../../shared/html/format";
import type { RunFacts } from "./facts";
import { partRowsOf } from "./part-rows";
import { PartsSection } from "./parts-section";
import { RateLimitsSection } from "./rate-limits-section";
import { ReportSection } from "./report-section";
import { RequestsSection } from "./requests-section";
import { FailuresSection, HeldBackSection, NotFoundSection, SkippedSection } from "./sections";
import { StagesSection } from "./stages-section";
import { PAGE_STYLES } from "./styles";
import { tilesOf } from "./tiles";
import { createTimeAxis } from "./time-axis";
import { limitsOf, resultWords } from "./words";

const TONES: Readonly<Record<Summary["sync"], Tone>> = {
  updated: "good",
  unchanged: "good",
  partial: "warning",
  failed: "bad",
  stopped: "warning",
};

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
  const { result, report } = facts;
  const { summary, failures, outcomes, heldBack, timeline } = result;
  const axis = createTimeAxis(timeline.intervals.length * timeline.intervalMs);
  const order = readConfiguration({}).parts.map(({ name }) => name);
  return (
    <>
      <Heading {...facts} />
      <Hints {...facts} />
      <Overview {...facts} />
      {failures.length > 0 && <FailuresSection failures={failures} />}
      <div class="columns">
        <PartsSection rows={partRowsOf(outcomes, order)} summary={summary} />
        <div>
          {heldBack.length > 0 && <HeldBackSection heldBack={heldBack} />}
          {Object.keys(summary.skipped).length > 0 && <SkippedSection skipped={summary.skipped} />}
          {summary.not_found > 0 && <NotFoundSection count={summary.not_found} />}
          <StagesSection stages={timeline.stages} axis={axis} />
        </div>
      </div>
      <div class="columns">
        <RequestsSection record={timeline} axis={axis} />
        <RateLimitsSection record={timeline} axis={axis} />
      </div>
      {report && <ReportSection lines={report.lines} rest={report.rest} />}
    </>
  );
}

function Heading({ result: { summary }, options: { isDryRun } }: RunFacts) {
  return (
    <>
      <div class="title">
        <h1>Directory sync</h1>
        <Badge tone={TONES[summary.sync]}>{summary.sync}</Badge>
        {isDryRun && <Badge tone="neutral">dry run</Badge>}
      </div>
      <p class="lead">
        {resultWords(summary, isDryRun)}
        {isDryRun && " Nothing was written. The numbers are those of a run that writes."}
      </p>
    </>
  );
}

/** What to do, before everything else. */
function Hints({ result }: RunFacts) {
  const { summary, failures } = result;
  const isAnyHeldBack = Object.keys(summary.held_back).length > 0;
  const hint = failures.length > 0 ? summary.hint : undefined;
  return (
    <>
      {hint !== undefined && (
        <Callout tone="bad" label="What to do about the failures">
          {sentence(hint)}
        </Callout>
      )}
      {isAnyHeldBack && (
        <Callout tone="warning" label="What to do about the removals that were held back">
          {sentence(HELD_BACK_HINT)}
        </Callout>
      )}
    </>
  );
}

function Overview({ result: { summary }, options, startedAt }: RunFacts) {
  const rows = [
    ["Started", formatTime(startedAt)],
    ["Duration", formatDuration(summary.ms)],
    ["Dry run", options.isDryRun ? "yes" : "no"],
    ...limitsOf(options),
  ] as const;
  return (
    <section class="panel">
      <h2 class="hidden">Overview</h2>
      <dl class="tiles">
        {tilesOf(summary).map(({ label, value, tone }) => (
          <div class={tone}>
            <dt>{label}</dt>
            <dd>{formatNumber(value)}</dd>
          </div>
        ))}
      </dl>
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
