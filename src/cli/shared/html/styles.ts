/**
 * Style sheet of all pages: colors, text, tables, badges and bars. For 360 to 1600 pixels, light and dark.
 *
 * @module
 */

/** All texts have a contrast of at least 4.5 to 1 on all backgrounds on which they occur. */
const COLORS = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --surface: #ffffff; --raised: #eef0f3; --line: #d4d9df;
  --text: #1b2026; --muted: #525c67; --accent: #0b57c4;
  --good: #146c2e; --good-bg: #e2f4e6; --bad: #a8200d; --bad-bg: #fde8e4;
  --warning: #7a4b00; --warning-bg: #fdf0d3; --neutral: #4b5560; --neutral-bg: #eceff2;
  --c1: #2f6fde; --c2: #8a55d7; --c3: #0e8a80; --c4: #c77700; --c5: #d1383d; --c6: #7f8a97; --c7: #d96ba0; --c8: #cdd4dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1217; --surface: #171c23; --raised: #212831; --line: #343d48;
    --text: #e7ecf1; --muted: #a3aeb9; --accent: #7fb5ff;
    --good: #6fd68a; --good-bg: #143020; --bad: #ff9c8f; --bad-bg: #3d1a17;
    --warning: #f0c060; --warning-bg: #382a0d; --neutral: #b4bec9; --neutral-bg: #262e38;
    --c1: #6b9ef5; --c2: #b18cf0; --c3: #3fbdb1; --c4: #e3a13a; --c5: #f27478; --c6: #707b88; --c7: #e795be; --c8: #434e5b;
  }
}`;

const TEXT = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main, footer { max-width: 1240px; margin: 0 auto; padding: 16px; }
footer { color: var(--muted); font-size: 13px; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 0 0 12px; }
h3 { font-size: 15px; margin: 16px 0 8px; }
p { margin: 0 0 10px; overflow-wrap: anywhere; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small, .muted { color: var(--muted); font-size: 13px; }
summary { cursor: pointer; color: var(--accent); }
.lead { color: var(--muted); margin: 0 0 16px; }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
`;

const LAYOUT = `
.panel {
  background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin: 0 0 16px;
  min-width: 0;
}
.columns { display: grid; gap: 0 16px; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 900px) { .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.badge {
  display: inline-block; padding: 1px 9px; border-radius: 12px; font-size: 13px; font-weight: 600;
  white-space: nowrap;
}
.badge::before { content: "– " / ""; }
.badge.good::before { content: "✓ " / ""; }
.badge.bad::before { content: "✗ " / ""; }
.badge.warning::before { content: "! " / ""; }
.badge.good { color: var(--good); background: var(--good-bg); }
.badge.bad { color: var(--bad); background: var(--bad-bg); }
.badge.warning { color: var(--warning); background: var(--warning-bg); }
.badge.neutral { color: var(--neutral); background: var(--neutral-bg); }
.callout { border-left: 4px solid; border-radius: 6px; padding: 10px 14px; margin: 0 0 16px; overflow-wrap: anywhere; }
.callout.bad { border-color: var(--bad); background: var(--bad-bg); }
.callout.warning { border-color: var(--warning); background: var(--warning-bg); }
.callout strong { display: block; font-size: 13px; }
.callout ul { margin: 4px 0 0; padding-left: 20px; }`;

/**
 * Rules for tables whose cells are on lines of their own on a narrow screen.
 *
 * @param table a selector
 * @param maxWidth of the screen in pixels
 */
export function stacked(table: string, maxWidth: number): string {
  return `
@media (max-width: ${maxWidth}px) {
  ${table} thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  ${table}, ${table} tbody { display: block; }
  ${table} tr { display: flex; flex-wrap: wrap; gap: 0 12px; padding: 6px 0; }
  ${table} th, ${table} td { padding: 1px 0; }
  ${table} .wide { flex: 1 0 100%; }
}`;
}

const TABLES = `
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--muted); font-size: 13px; padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; font-weight: 400; overflow-wrap: anywhere; }
thead th { color: var(--muted); font-size: 13px; }
tbody tr { border-top: 1px solid var(--line); }
th.n, td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
${stacked(".stack", 699)}`;

const BARS = `
svg { display: block; width: 100%; overflow: visible; }
.bar { height: 22px; }
.fill1, .key1 { fill: var(--c1); background: var(--c1); }
.fill2, .key2 { fill: var(--c2); background: var(--c2); }
.fill3, .key3 { fill: var(--c3); background: var(--c3); }
.fill4, .key4 { fill: var(--c4); background: var(--c4); }
.fill5, .key5 { fill: var(--c5); background: var(--c5); }
.fill6, .key6 { fill: var(--c6); background: var(--c6); }
.fill7, .key7 { fill: var(--c7); background: var(--c7); }
.fill8, .key8 { fill: var(--c8); background: var(--c8); }
.track { fill: var(--raised); }
.limit { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 4 2; }
.tick { stroke: var(--line); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 6px 0 0; padding: 0; font-size: 13px; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; }
@media (forced-colors: active) { svg, .legend i { forced-color-adjust: none; } }
@media print { body { background: none; } .panel { break-inside: avoid; } }`;

export const STYLES = COLORS + TEXT + LAYOUT + TABLES + BARS;
