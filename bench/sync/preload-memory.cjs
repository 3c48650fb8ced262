// Writes the peak memory and the processor time of this process to its file descriptor 3 when it ends. Loaded with NODE_OPTIONS=--require.
"use strict";

const { readFileSync, writeSync } = require("node:fs");
const process = require("node:process");

/** Linux counts the memory of the parent process as the child's until it runs its own program, so `maxRSS` is too much. */
function peakBytes() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

process.on("exit", () => {
  try {
    const { user, system } = process.cpuUsage();
    writeSync(3, JSON.stringify({ peakBytes: peakBytes(), cpuSeconds: (user + system) / 1e6 }));
  } catch {
    // Nobody listens.
  }
});
