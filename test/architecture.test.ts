import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Folders and files of `src`, lowest first. Each may import from itself and from those before it. */
const LAYERS = [
  ["json", "lazy-packages", "bounded-map", "auth0"],
  ["http"],
  ["settings"],
  ["tokens"],
  ["graph"],
  ["management"],
  ["mapping"],
  ["parts"],
  ["app-metadata"],
  ["login"],
  ["enrich"],
  ["report"],
  ["sync"],
  ["action"],
  ["cli"],
];

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.tsx?$/.test(name),
);
const modules = new Map(files.map((file) => [withoutExtension(file), file]));

function withoutExtension(file: string): string {
  return file.replace(/\.tsx?$/, "");
}

/** Files of `src` that `file` imports, without their extension. */
function importsOf(file: string): string[] {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, path = ""]) => {
    const target = relative("src", join("src", dirname(file), path));
    return modules.has(target) ? target : join(target, "index");
  });
}

const layerOf = (file: string) =>
  LAYERS.findIndex((names) => names.includes(withoutExtension(file).split("/")[0] ?? ""));

describe("src", () => {
  it("has no import from a folder above", () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
    const upward = files.flatMap((file) =>
      importsOf(file).flatMap((target) =>
        !target.startsWith("..") && layerOf(target) > layerOf(file) ? [`${file} -> ${target}`] : [],
      ),
    );
    expect(upward).toEqual([]);
  });

  it("has no import cycles", () => {
    const cycles: string[] = [];
    const finished = new Set<string>();
    const visit = (module: string, path: readonly string[]) => {
      if (path.includes(module)) cycles.push([...path, module].join(" -> "));
      const file = modules.get(module);
      if (path.includes(module) || finished.has(module) || file === undefined) return;
      for (const target of importsOf(file)) visit(target, [...path, module]);
      finished.add(module);
    };
    for (const module of modules.keys()) visit(module, []);
    expect(cycles).toEqual([]);
  });

  it("has no file of more than 250 lines", () => {
    const lines = (file: string) => readFileSync(join("src", file), "utf8").split("\n").length;
    expect(files.filter((file) => lines(file) > 250)).toEqual([]);
  });
});
