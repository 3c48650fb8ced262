/**
 * Builds `dist/`. Prints only warnings and errors, one line each. With `--if-changed`, it builds only if a file has
 * changed since the last build, so that a command starts quickly.
 */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`needs Node 20.19 or later; this is Node ${process.versions.node}`);
  process.exit(1);
}

/** Holds the hash of the files of the last build. */
const HASH_FILE = "dist/.build-hash";
const OUTPUTS = ["dist/action.js", "dist/cli.js", "dist/cli/main.js"];
const INPUTS = [
  "actions.config.json",
  "build.mjs",
  "package-lock.json",
  "package.json",
  "rolldown.config.mjs",
  "tsconfig.json",
];

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Includes the outputs, so that an output that was changed by hand is built again. */
function hashFiles() {
  const hash = createHash("sha256");
  for (const path of [...INPUTS, ...filesIn("src").sort(), ...OUTPUTS]) {
    hash.update(path).update(existsSync(path) ? readFileSync(path) : "missing");
  }
  return hash.digest("hex");
}

/** One line. A message of rolldown has colors, even without a terminal, and source lines below its first line. */
function describe({ message, loc }) {
  const [first] = stripVTControlCharacters(message)
    .replace(/^\[\w+\] /, "")
    .split("\n");
  return loc?.file ? `${relative(".", loc.file)}:${loc.line}:${loc.column + 1} ${first}` : first;
}

async function buildAll() {
  const [{ build }, { default: configuration }] = await Promise.all([
    import("rolldown"),
    import("./rolldown.config.mjs"),
  ]);
  const onLog = (level, log) => {
    if (level === "warn") console.error(`warning: ${describe(log)}`);
  };
  await build(configuration.map((each) => ({ ...each, onLog })));
  writeFileSync(HASH_FILE, hashFiles());
}

const isUnchanged = existsSync(HASH_FILE) && readFileSync(HASH_FILE, "utf8") === hashFiles();
if (!process.argv.includes("--if-changed") || !isUnchanged) {
  try {
    await buildAll();
  } catch (error) {
    const remedy = error.code === "ERR_MODULE_NOT_FOUND" ? ": run npm ci" : "";
    for (const each of error.errors ?? [error]) console.error(`build failed: ${describe(each)}${remedy}`);
    process.exitCode = 1;
  }
}
