/**
 * Style sheet of the pages of logins.
 *
 * @module
 */

import { stacked } from "../../shared/html/styles";

const CARD = `
.org { text-align: center; }
.org p { margin: 0; }
.org .role { color: var(--muted); font-size: 13px; }
.org .kept { color: var(--warning); font-size: 13px; }
.above::after, .below::before { content: ""; display: block; width: 2px; height: 18px; margin: 6px auto; background: var(--line); }
.photo, .initials { flex: none; width: 96px; height: 96px; border-radius: 50%; overflow: hidden; background: var(--raised); }
.initials { display: flex; align-items: center; justify-content: center; color: var(--muted); font-size: 34px; font-weight: 600; }
.tile .initials { width: 36px; height: 36px; font-size: 14px; }
.me {
  display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; justify-content: center; text-align: left;
  padding: 14px 18px; margin: 0 auto; max-width: 520px; border: 2px solid var(--accent); border-radius: 12px;
}
.me > div { min-width: 0; flex: 0 1 auto; overflow-wrap: anywhere; }
.me .name { font-size: 21px; font-weight: 650; line-height: 1.25; }
.tile { display: inline-flex; gap: 10px; align-items: center; text-align: left; max-width: 100%; overflow-wrap: anywhere; }
.tile > div { min-width: 0; }
.above .tile, .few .tile { padding: 8px 14px 8px 10px; border: 1px solid var(--line); border-radius: 10px; }
.org ul { list-style: none; padding: 0; margin: 8px 0 0; }
.few { display: flex; flex-wrap: wrap; gap: 8px; justify-content: center; }
.few li { max-width: 100%; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr)); }
.grid .tile { width: 100%; height: 100%; }
.many { columns: 138px; column-gap: 16px; text-align: left; }
.many li { break-inside: avoid; padding: 4px 0; border-top: 1px solid var(--line); line-height: 1.3; }
.groups { border-top: 1px solid var(--line); margin-top: 16px; padding-top: 12px; }
.chips { list-style: none; display: flex; flex-wrap: wrap; gap: 6px; padding: 0; margin: 0; }
.org .chips { justify-content: center; }
.chips li { background: var(--raised); border-radius: 12px; padding: 2px 10px; font-size: 13px; max-width: 100%; overflow-wrap: anywhere; }`;

const REQUESTS = `
.requests code { display: block; color: var(--muted); }
.requests .failed { color: var(--bad); font-weight: 600; }
.requests thead th, .outcomes th { white-space: nowrap; }
.requests svg { height: 20px; }
.requests rect { y: 4px; height: 12px; }
.requests text { fill: var(--muted); font-size: 11px; text-anchor: middle; }
.requests text:first-child { text-anchor: start; }
.requests text:last-child { text-anchor: end; }
.requests td { white-space: nowrap; }
@media (min-width: 1000px) {
  .requests tr > :last-child { width: 38%; padding-right: 4px; }
  .requests tr > :nth-child(n+3):nth-child(-n+5) { text-align: right; font-variant-numeric: tabular-nums; }
}
.narrow { display: none; }
@media (max-width: 999px) {
  .narrow { display: block; }
  .requests td:nth-child(4)::before { content: "starts at "; }
  .requests td:nth-child(5)::before { content: "takes "; }
}
@media (max-width: 999px) { .requests th, .requests td:last-child { flex: 1 0 100%; } }
${stacked(".requests", 999)}`;

const CHANGES = `
@media (max-width: 699px) { .changes th { flex: 1 0 100%; } }
@media (min-width: 700px) { .changes { table-layout: fixed; } .changes tr > :first-child { width: 30%; } .changes tr > :nth-child(2) { width: 100px; } .changes.two tr > :nth-child(2) { width: auto; } }
.changes .photo { display: inline-block; vertical-align: middle; width: 40px; height: 40px; }
.changes del, .changes ins { text-decoration: none; }
.changes .before { color: var(--muted); }
td.added, td.removed, td.changed { white-space: nowrap; }
td.added { color: var(--good); } td.removed { color: var(--bad); } td.changed { color: var(--warning); }
.log { background: var(--raised); border-radius: 6px; padding: 8px 12px; }
.size { margin: 8px 0 2px; }`;

const INDEX = `
.index { list-style: none; padding: 0; margin: 0; display: grid; gap: 12px 24px; grid-template-columns: repeat(auto-fill, minmax(min(280px, 100%), 1fr)); }
.index a { overflow-wrap: anywhere; }
.index p { margin: 0; }
article { border-top: 3px solid var(--line); padding-top: 16px; margin-top: 32px; }
article .panel h3 { margin-top: 0; }`;

export const STYLES = CARD + REQUESTS + CHANGES + INDEX;
