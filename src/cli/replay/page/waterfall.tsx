/**
 * The requests of a login as a waterfall, and the time budget.
 *
 * @module
 */

import { type Color, Legend, StackedBar } from "../../shared/html/bars";
import { More } from "../../shared/html/elements";
import { formatBytes, formatCount, formatNumber, shorten } from "../../shared/html/format";
import { type Scale, createScale, percent } from "../../shared/html/scale";
import type { PlayedRequest } from "../../shared/play";
import type { LoginFacts } from "./login-facts";
import { type Service, serviceOf, shortPath } from "./services";
import { timelineOf } from "./timeline";

/** More requests than this are only counted. */
const MAX_ROWS = 60;
/** Maximum number of characters of a path. */
const MAX_PATH = 300;
/** Percent. A shorter bar could not be seen. */
const MIN_WIDTH = 0.4;

const SERVICES: Readonly<Record<Service, { readonly label: string; readonly color: Color }>> = {
  entra: { label: "Microsoft Entra ID", color: 2 },
  graph: { label: "Microsoft Graph", color: 1 },
  auth0: { label: "Auth0", color: 3 },
  other: { label: "Other", color: 6 },
};

const FAILED: { readonly label: string; readonly color: Color } = { label: "Failed", color: 5 };

interface WaterfallProps {
  readonly facts: LoginFacts;
  /** Unique on the page. */
  readonly id: string;
  readonly isShort: boolean;
}

/** The table of requests with a bar for each, and the time budget above. */
export function Waterfall({ facts, id, isShort }: WaterfallProps) {
  const { played, configuration, loginMs } = facts;
  const { requests } = played;
  const budgetMs = configuration.settings.timeBudgetMs;
  if (requests.length === 0) return <p>No request was sent.</p>;
  const { maxMs, hasBudget } = timelineOf(requests, budgetMs, loginMs);
  const scale = createScale(maxMs);
  // A short page has no room for lines that only help to read the bars.
  const grid = hasBudget || !isShort ? id : undefined;
  const services = requests.map(({ host }) => serviceOf(host, configuration.settings));
  return (
    <>
      <Budget loginMs={loginMs} budgetMs={budgetMs} isShort={isShort} />
      <p class="muted narrow">Full width of the bars: {formatNumber(scale.max)} ms</p>
      <table class="requests">
        <Head scale={scale} />
        <tbody>
          {requests.slice(0, MAX_ROWS).map((request, index) => (
            <Row request={request} service={services[index] ?? "other"} scale={scale} grid={grid} />
          ))}
        </tbody>
      </table>
      {grid !== undefined && (
        <svg class="hidden" width="1" height="1" aria-hidden="true">
          <defs>
            <Grid id={grid} scale={scale} budgetMs={hasBudget ? budgetMs : undefined} />
          </defs>
        </svg>
      )}
      <More count={requests.length - MAX_ROWS} />
      {!isShort && <Legend segments={countByService(requests, services)} />}
      {(hasBudget || !isShort) && (
        <p class="muted">
          The dashed line is the end of the time budget. Reads end before it, so that there is time to save.
          {!isShort && " Before its first request, the Action loads its packages."}
        </p>
      )}
    </>
  );
}

function Budget(props: { loginMs: number; budgetMs: number; isShort: boolean }) {
  const { loginMs, budgetMs, isShort } = props;
  const text = `${formatNumber(loginMs)} ms of its time budget of ${formatNumber(budgetMs)} ms`;
  const segments = [{ label: "used", value: loginMs, color: 6, text }] as const;
  const total = Math.max(loginMs, budgetMs) * 1.02;
  return (
    <>
      <p>The login took {text}.</p>
      {!isShort && <StackedBar label="Time budget" segments={segments} total={total} limit={budgetMs} />}
    </>
  );
}

function Head({ scale: { ticks, at } }: { scale: Scale }) {
  return (
    <thead>
      <tr>
        {["Request", "Status", "Size", "Start", "Duration"].map((name) => (
          <th>{name}</th>
        ))}
        <th>
          <span class="hidden">Timeline</span>
          <svg aria-hidden="true">
            {ticks.map((value) => (
              <text x={percent(at(value))} y="12">
                {formatNumber(value)}
                {value === 0 && " ms"}
              </text>
            ))}
          </svg>
        </th>
      </tr>
    </thead>
  );
}

function Row(row: { request: PlayedRequest; service: Service; scale: Scale; grid: string | undefined }) {
  const { request, service, scale, grid } = row;
  const { method, host, path, status, bytes, startMs, ms } = request;
  const x = scale.at(startMs);
  const width = Math.max(scale.at(startMs + ms) - x, MIN_WIDTH);
  return (
    <tr>
      <th>
        {method} <b>{host}</b>
        <code>{shorten(shortPath(path), MAX_PATH)}</code>
      </th>
      <td class={isFailed(request) ? "failed" : undefined}>{status ?? "no response"}</td>
      <td>{status === undefined ? "–" : formatBytes(bytes)}</td>
      <td>+{formatNumber(startMs)} ms</td>
      <td>{formatNumber(ms)} ms</td>
      <td>
        <svg aria-hidden="true">
          {grid !== undefined && <use href={`#${grid}`} />}
          <rect
            class={`fill${isFailed(request) ? FAILED.color : SERVICES[service].color}`}
            x={percent(x)}
            width={percent(width)}
          />
        </svg>
      </td>
    </tr>
  );
}

/** Lines that all rows share. */
function Grid({ id, scale, budgetMs }: { id: string; scale: Scale; budgetMs: number | undefined }) {
  const line = (value: number, kind: string) => (
    <line class={kind} x1={percent(scale.at(value))} x2={percent(scale.at(value))} y1="-8" y2="28" />
  );
  return (
    <g id={id}>
      {scale.ticks.map((value) => line(value, "tick"))}
      {budgetMs !== undefined && line(budgetMs, "limit")}
    </g>
  );
}

function isFailed({ status }: PlayedRequest): boolean {
  return status === undefined || status >= 400;
}

/** Failed requests count apart, because their bars have a color of their own. */
function countByService(requests: readonly PlayedRequest[], services: readonly Service[]) {
  const count = (isCounted: (request: PlayedRequest, service: Service | undefined) => boolean) =>
    requests.filter((request, index) => isCounted(request, services[index])).length;
  const counts = (Object.keys(SERVICES) as Service[]).map((name) => ({
    ...SERVICES[name],
    value: count((request, service) => service === name && !isFailed(request)),
  }));
  return [...counts, { ...FAILED, value: count(isFailed) }]
    .filter(({ value }) => value > 0)
    .map((each) => ({ ...each, text: formatCount(each.value, "request") }));
}
