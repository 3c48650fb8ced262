const common = {
  testEnvironment: "node",
  transform: { "\\.ts$": "ts-jest" },
  setupFilesAfterEnv: ["<rootDir>/test/setup.ts"],
  injectGlobals: true,
};

module.exports = {
  projects: [
    // Everything that runs on the TypeScript source, with the network off.
    {
      ...common,
      displayName: "source",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: [
        "/node_modules/",
        "/test/built/",
        "/test/faults/",
        "/test/responses/",
        "/test/cli/",
      ],
    },
    // dist/action.js, compiled the way Auth0 compiles it.
    { ...common, displayName: "built", testMatch: ["<rootDir>/test/built/**/*.test.ts"] },
    // dist/action.js in processes of its own, on real sockets, against a server that misbehaves.
    {
      ...common,
      displayName: "faults",
      testMatch: ["<rootDir>/test/faults/**/*.test.ts"],
      setupFilesAfterEnv: [],
    },
    // dist/action.js on real sockets, against responses that people posted in public and others like them.
    {
      ...common,
      displayName: "responses",
      testMatch: ["<rootDir>/test/responses/**/*.test.ts"],
      setupFilesAfterEnv: [],
    },
    // dist/cli.js as an administrator runs it, against stand-ins of Entra, Graph and Auth0.
    { ...common, displayName: "cli", testMatch: ["<rootDir>/test/cli/**/*.test.ts"], setupFilesAfterEnv: [] },
  ],
};
