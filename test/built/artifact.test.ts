import { readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { readConfig } from "../../src/cli/shared/config";
import { loadAction } from "../../src/cli/shared/auth0-runtime";
import { loadBuiltAction } from "../support/built-action";

const config = readConfig();
const code = readFileSync(config.code, "utf8");

/** Auth0's limit for the code of an Action, without packages. */
const LIMIT_BYTES = 100_000;

describe("dist/action.js", () => {
  it("stays below Auth0's limit for an Action", () => {
    expect(statSync(config.code).size).toBeLessThan(LIMIT_BYTES);
  });

  it("requires only declared packages and modules of Node.js", () => {
    const ids = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
    const names = config.dependencies.map(({ name }) => name);
    const others = ids.filter(
      (id) =>
        !id.startsWith("node:") &&
        !builtinModules.includes(id) &&
        !names.some((name) => id === name || id.startsWith(`${name}/`)),
    );
    expect(ids).not.toEqual([]);
    expect(others).toEqual([]);
  });

  it("requires no package and no module of Node.js while it is loaded", () => {
    expect(loadBuiltAction().required).toEqual([]);
  });

  it("exports a native async function, as Auth0 requires", () => {
    expect(loadBuiltAction().handler.constructor.name).toBe("AsyncFunction");
  });

  it("assigns to the given exports object", () => {
    const exported: { onExecutePostLogin?: unknown } = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Auth0 loads Actions in this way
    const run = new Function("exports", "require", "module", "console", code) as (
      ...parameters: unknown[]
    ) => void;
    run(exported, require, { exports: {} }, console);
    expect(typeof exported.onExecutePostLogin).toBe("function");
  });

  it("contains no placeholder that auth0-deploy-cli would replace", () => {
    expect(code).not.toMatch(/##\w+##|@@\w+@@/);
  });

  it("is not minified", () => {
    const lines = code.split("\n");
    expect(lines.length).toBeGreaterThan(1000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  });
});

describe("loadAction", () => {
  it("rejects a handler that is not a native async function", () => {
    expect(() => loadAction("exports.onExecutePostLogin = (e, a) => Promise.resolve();", [])).toThrow(
      /Invalid function signature/,
    );
  });

  it("rejects a package that is not declared", () => {
    expect(() =>
      loadAction('require("left-pad"); exports.onExecutePostLogin = async () => {};', ["auth0"]),
    ).toThrow(/left-pad/);
  });
});
