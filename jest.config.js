const { compilerOptions } = require("./tsconfig.json");

/**
 * ts-jest only transpiles; `npm run check` checks the types. CommonJS, because Jest runs `import()` only as `require()`.
 */
const tsconfig = { ...compilerOptions, module: "commonjs", moduleResolution: "bundler" };

const common = {
  testEnvironment: "node",
  transform: { "\\.tsx?$": ["ts-jest", { tsconfig }] },
};
const project = (folder, ...setupFilesAfterEnv) => ({
  ...common,
  displayName: folder,
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  setupFilesAfterEnv,
});

const NETWORK_OFF = "<rootDir>/test/setup.ts";
const RETRY = "<rootDir>/test/support/retry.ts";
const folders = ["built", "cli", "responses", "command-failures", "faults", "sync-runs", "slow", "browser"];

module.exports = {
  // By default Jest leaves one core unused, which on two cores is half of them.
  maxWorkers: "100%",
  // Milliseconds. Long enough for a busy machine; no test measures time with it.
  testTimeout: 60_000,
  projects: [
    // Everything that runs on the TypeScript source, with the network disabled.
    {
      ...common,
      displayName: "source",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", ...folders.map((folder) => `<rootDir>/test/${folder}/`)],
      setupFilesAfterEnv: [NETWORK_OFF],
    },
    // dist/action.js, compiled the way Auth0 compiles it.
    project("built", NETWORK_OFF),
    // The commands of dist/cli.js, against a stand-in of Entra, Graph and Auth0.
    project("cli"),
    // dist/action.js on real sockets, against responses that people posted in public and others like them.
    project("responses"),
    // Only in `npm run test:all`: failures of the commands, and their output in narrow terminals.
    project("command-failures"),
    // Only in `npm run test:all`: dist/action.js against a server that misbehaves.
    project("faults", RETRY),
    // Only in `npm run test:all`: runs of the directory sync with faults, limits and all recorded scenarios.
    project("sync-runs"),
    // Only in `npm run test:all`: tests that wait for timeouts, kill processes or run other programs.
    project("slow", RETRY),
    // Only in `npm run test:all`: the HTML pages in a real Chromium. Not repeated: a page does not change between runs.
    { ...project("browser"), globalSetup: "<rootDir>/test/support/browser/explain-skipped.ts" },
  ],
};
