/**
 * Measures `sync` beside the straightforward way and, with `--backstage`, beside Backstage's reader of Microsoft Graph,
 * against a stand-in of Entra, Graph and Auth0 at 50 ms a request; then the memory for ten times as many people.
 *
 * `--json` for machines, `--people N` for more or fewer people.
 */

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "rolldown";
import { runBackstage } from "./run-backstage.mjs";
import { runPeople, runScale, runStraightforward } from "./scenarios.mjs";
import { tableOf } from "./table.mjs";

const DELAY_MS = 50;
/** People of the runs about memory, for each person of the others. */
const SCALE = 10;
/** A fifth of the people are enough for what takes a long time. */
const SHARE = 5;
const MIN_PEOPLE = 2000;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    people: { type: "string", default: "10000" },
    backstage: { type: "boolean", default: false },
  },
});
const people = Number(values.people);
if (!Number.isInteger(people) || people < MIN_PEOPLE)
  throw new Error(`--people takes a number from ${MIN_PEOPLE}`);
if (!existsSync("dist/cli.js")) throw new Error("build the command line first: npm run build");

const output = { file: "dist/bench/standin.mjs", format: "esm" };
const input = "test/support/standin/index.ts";
// Node 20 runs no TypeScript, so what is shared with the tests is bundled.
await build({ input, output, platform: "node", external: "selfsigned", logLevel: "silent" });

const few = Math.floor(people / SHARE);
const results = [
  ...(await runPeople({ people, delayMs: DELAY_MS })),
  ...(await runStraightforward({ people: few, delayMs: DELAY_MS }, SHARE)),
  ...(values.backstage ? await runBackstage({ people, few, delayMs: DELAY_MS }) : []),
  ...(await runScale({ people: people * SCALE, delayMs: 0 })),
];
const date = new Date().toISOString().slice(0, 10);
const facts = { date, node: process.versions.node, delayMs: DELAY_MS, people, results };
console.log(values.json ? JSON.stringify(facts, null, 2) : tableOf(facts));
