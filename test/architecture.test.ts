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
  name.endsWith(".ts"),
);

/** Files of `src` that `file` imports, without their extension. */
function importsOf(file: string): string[] {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, path = ""]) => {
    const target = relative("src", join("src", dirname(file), path));
    return files.includes(`${target}.ts`) ? target : join(target, "index");
  });
}

const layerOf = (file: string) =>
  LAYERS.findIndex((names) => names.includes(file.replace(/\.ts$/, "").split("/")[0] ?? ""));

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
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cycles.push([...path, file].join(" -> "));
      if (path.includes(file) || finished.has(file) || !files.includes(`${file}.ts`)) return;
      for (const target of importsOf(`${file}.ts`)) visit(target, [...path, file]);
      finished.add(file);
    };
    for (const file of files) visit(file.replace(/\.ts$/, ""), []);
    expect(cycles).toEqual([]);
  });

  it("has no file of more than 250 lines", () => {
    const lines = (file: string) => readFileSync(join("src", file), "utf8").split("\n").length;
    expect(files.filter((file) => lines(file) > 250)).toEqual([]);
  });
});
