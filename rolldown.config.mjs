import { builtinModules } from "node:module";
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { defineConfig } from "rolldown";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
/** Bundled, because they are ES modules, which CommonJS cannot load on every supported version of Node. */
const BUNDLED = ["wrap-ansi", "https-proxy-agent", "preact", "preact-render-to-string", "d3-array"];
/** `https-proxy-agent` loads it only for Kerberos, which no command uses. */
const NOT_INSTALLED = ["kerberos"];
const external = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  .filter((name) => !BUNDLED.includes(name))
  .concat(NOT_INSTALLED);
const isExternal = (id) =>
  id.startsWith("node:") ||
  builtinModules.includes(id) ||
  external.some((name) => id === name || id.startsWith(`${name}/`));

/** `https-proxy-agent` prints the URL of the proxy, with its password, if DEBUG is set. */
const withoutDebug = {
  name: "without-debug",
  resolveId: (id) => (id === "debug" ? "\0debug" : null),
  load: (id) => (id === "\0debug" ? "export default () => () => {};" : null),
};

/** The Action needs only the defaults of the settings, not their help texts. */
const withoutHelp = {
  name: "actions-config-without-help",
  load(id) {
    if (!id.endsWith("settings/defaults.ts")) return null;
    const { secrets } = JSON.parse(readFileSync("actions.config.json", "utf8"));
    const defaults = secrets.flatMap(({ name, default: value }) => (value ? [[name, value]] : []));
    return {
      code: `export const DEFAULTS = ${JSON.stringify(Object.fromEntries(defaults))};`,
      moduleType: "js",
    };
  },
};

// Without a comment for each module, because Auth0 limits the size of an Action.
const action = { experimental: { attachDebugInfo: "none" } };
const common = { platform: "node", external: isExternal, treeshake: true };

export default defineConfig([
  {
    // Auth0 takes one CommonJS file. It stays readable: what runs on every login should be open to review.
    ...common,
    ...action,
    input: "src/action.ts",
    plugins: [withoutHelp],
    output: {
      file: "dist/action.js",
      format: "cjs",
      minify: {
        compress: { joinVars: false, sequences: false },
        mangle: false,
        codegen: { removeWhitespace: false },
      },
      comments: false,
      generatedCode: { symbols: false },
      banner: `"use strict";\n// ${manifest.name} ${manifest.version}`,
    },
  },
  {
    ...common,
    preserveEntrySignatures: "allow-extension",
    plugins: [withoutDebug],
    // Tests run the commands of `cli/main` in their own process.
    input: { cli: "src/cli/cli.ts", "cli/main": "src/cli/main.ts" },
    output: {
      dir: "dist",
      format: "cjs",
      comments: false,
      // Each command is a chunk of its own, so that `--help` does not load what a command needs.
      chunkFileNames: ({ name, facadeModuleId }) =>
        `cli/${name === "command" ? basename(dirname(facadeModuleId)) : name}.js`,
    },
  },
]);
