/**
 * Measures the Action beside the Rule that it replaces and the vendors' samples put together, each in processes of
 * its own that take turns, against a stand-in of Entra, Graph and Auth0 at 50 ms a request.
 *
 * `--json` for machines, `--processes N` for more or fewer of them.
 */

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "rolldown";
import { median } from "./median.mjs";
import { ratiosOf, tableOf } from "./table.mjs";

const DELAY_MS = 50;
const SUBJECTS = {
  action: "dist/action.js",
  rule: "bench/subjects/rule.js",
  samples: "bench/subjects/samples.js",
};

/** Node 20 runs no TypeScript, so what is shared with the tests and the command line is bundled. */
async function bundle(input, name) {
  const output = { file: `dist/bench/${name}.mjs`, format: "esm" };
  await build({ input, output, platform: "node", external: "selfsigned", logLevel: "silent" });
}

function start(script, args, env = process.env) {
  const child = fork(resolve("bench", script), args, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const message = new Promise((answer, fail) => {
    child.once("message", answer);
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`${script} ended with ${code} and said nothing`)));
  });
  const ended = new Promise((end) => child.once("exit", end));
  return { child, message, ended };
}

async function measure(processes) {
  const server = start("server.mjs", [String(DELAY_MS)]);
  const env = { ...process.env, ...(await server.message) };
  const results = Object.fromEntries(Object.keys(SUBJECTS).map((subject) => [subject, []]));
  // One round more than counts: the first has to get the files from the disk.
  for (let round = 0; round <= processes; round++) {
    for (const [subject, file] of Object.entries(SUBJECTS)) {
      const instance = start("instance.mjs", [resolve(file)], env);
      const result = await instance.message;
      await instance.ended;
      if (round > 0) results[subject].push(result);
    }
  }
  server.child.disconnect();
  return Object.fromEntries(Object.entries(results).map(([subject, all]) => [subject, mediansOf(all)]));
}

/** The median of each number, wherever it stands. */
function mediansOf(results) {
  const [first] = results;
  if (typeof first === "number") return median(results);
  const names = Object.keys(first);
  return Object.fromEntries(names.map((name) => [name, mediansOf(results.map((result) => result[name]))]));
}

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, processes: { type: "string", default: "7" } },
});
const processes = Number(values.processes);
if (!Number.isInteger(processes) || processes < 1) throw new Error("--processes takes a number above zero");
if (!existsSync(SUBJECTS.action)) throw new Error("build the Action first: npm run build");
await bundle("test/support/standin/index.ts", "standin");
await bundle("src/cli/shared/auth0-runtime.ts", "auth0-runtime");
const measured = await measure(processes);
const date = new Date().toISOString().slice(0, 10);
const facts = { date, node: process.versions.node, delayMs: DELAY_MS, processes, measured };
console.log(values.json ? JSON.stringify({ ...facts, ratios: ratiosOf(measured) }, null, 2) : tableOf(facts));
