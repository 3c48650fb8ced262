/**
 * Style sheet of the page about a run.
 *
 * @module
 */

export const PAGE_STYLES = `
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 8px; margin: 0; }
.tiles div { background: var(--raised); border-radius: 8px; padding: 10px 12px; display: flex; flex-direction: column; }
.tiles dt { color: var(--muted); font-size: 13px; order: 2; }
.tiles dd { margin: 0; font-size: 24px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles .bad { background: var(--bad-bg); }
.tiles .bad dt, .tiles .bad dd { color: var(--bad); }
.tiles .warning { background: var(--warning-bg); }
.tiles .warning dt, .tiles .warning dd { color: var(--warning); }
.apart { display: grid; grid-template-columns: 132px minmax(0, 1fr); gap: 8px 12px; align-items: center; margin: 8px 0 0; }
.apart p { margin: 0; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; margin: 14px 0 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (min-width: 900px) { .facts { grid-template-columns: repeat(2, max-content minmax(0, 1fr)); } }
.balanced .panel { break-inside: avoid; }
@media (min-width: 900px) { .balanced { columns: 2; column-gap: 16px; margin-bottom: 16px; } .balanced .panel:last-child { margin-bottom: 0; } }
.title { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; margin: 0 0 4px; }
.title h1 { margin: 0; }
.part { margin: 0 0 14px; }
.part h3 { margin: 0 0 4px; display: flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; }
.part small { font-weight: 400; }
.chart { display: grid; grid-template-columns: 38px minmax(0, 1fr); gap: 0 8px; margin: 10px 0 4px; }
.chart > svg { overflow: visible; }
.chart text { fill: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.left { fill: var(--c3); fill-opacity: 0.25; }
.whole { stroke: var(--muted); }
.stage { grid-column: 2; margin: 6px 0 2px; display: flex; flex-wrap: wrap; gap: 0 10px; font-size: 13px; }
.stage + svg { grid-column: 2; }
.legend i.line { border-radius: 0; }
.legend .line { background: none; height: 0; width: 14px; border-top: 2px dashed var(--bad); vertical-align: middle; }
.legend .solid { border-top: 1px solid var(--muted); }
.times td, .times th { font-size: 13px; padding: 3px 6px 3px 0; }
.intervals th { white-space: nowrap; }
.failures th, .limits th { overflow-wrap: normal; }
.legend + p, .legend + table { margin-top: 12px; }
.stack .n { padding-right: 24px; }
details { margin: 10px 0 0; }
caption + thead th { vertical-align: bottom; }
.report td { font-size: 13px; }
@media (min-width: 700px) { .report { table-layout: fixed; } .report th:first-child { width: 45%; } }
`;
