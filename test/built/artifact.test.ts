import { readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { readConfig } from "../../src/cli/shared/config";
import { loadAction } from "../../src/cli/shared/auth0-runtime";
import { loadBuiltAction } from "../support/built-action";

const config = readConfig();
const code = readFileSync(config.code, "utf8");

/** Auth0's limit on an Action without its packages. */
const LIMIT_BYTES = 100_000;

describe("dist/action.js", () => {
  it("stays below Auth0's limit for an Action", () => {
    expect(statSync(config.code).size).toBeLessThan(LIMIT_BYTES);
  });

  it("requires only declared packages and Node's own modules", () => {
    const ids = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
    const names = config.dependencies.map(({ name }) => name);
    const foreign = ids.filter(
      (id) =>
        !id.startsWith("node:") &&
        !builtinModules.includes(id) &&
        !names.some((name) => id === name || id.startsWith(`${name}/`)),
    );
    expect(ids).not.toEqual([]);
    expect(foreign).toEqual([]);
  });

  it("loads nothing when it is required, neither its packages nor Node's own modules", () => {
    expect(loadBuiltAction().required).toEqual([]);
  });

  it("exports a native async function, which Auth0 demands", () => {
    expect(loadBuiltAction().handler.constructor.name).toBe("AsyncFunction");
  });

  it("assigns to the exports it was given, for loaders that keep hold of them", () => {
    const given: { onExecutePostLogin?: unknown } = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- this is what Auth0 does
    const run = new Function("exports", "require", "module", "console", code) as (
      ...parameters: unknown[]
    ) => void;
    run(given, require, { exports: {} }, console);
    expect(typeof given.onExecutePostLogin).toBe("function");
  });

  it("holds no placeholder that auth0-deploy-cli would replace", () => {
    expect(code).not.toMatch(/##\w+##|@@\w+@@/);
  });

  it("is not minified", () => {
    const lines = code.split("\n");
    expect(lines.length).toBeGreaterThan(1000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  });
});

describe("loading the way Auth0 does", () => {
  it("refuses a handler that is not a native async function", () => {
    expect(() => loadAction("exports.onExecutePostLogin = (e, a) => Promise.resolve();", [])).toThrow(
      /Invalid function signature/,
    );
  });

  it("refuses a package that is not declared", () => {
    expect(() =>
      loadAction('require("left-pad"); exports.onExecutePostLogin = async () => {};', ["auth0"]),
    ).toThrow(/left-pad/);
  });
});
