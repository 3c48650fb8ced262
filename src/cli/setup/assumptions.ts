/**
 * What the steps depend on.
 *
 * @module
 */

import { wrap } from "../shared/output";
import type { Plan } from "./plan";

/** One line for each setting that changes the steps. */
export function showAssumptions(plan: Plan, width: number): string {
  const { cloud, isDelegated, persistWith, parts, file } = plan;
  const on = parts.filter(({ isOn }) => isOn).map(({ name }) => name);
  const off = parts
    .filter(({ isOn }) => !isOn)
    .map(({ name, missing }) =>
      missing.length === 0 ? name : `${name} (${missing.map((each) => `${each}=on`).join(" and ")})`,
    );
  const lines = [
    ["Cloud", `${cloud.name} (GRAPH_CLOUD)`],
    ["Token for Graph", `${isDelegated ? "idp" : "client_credentials"} (GRAPH_TOKEN)`],
    ["Parts that are on", on.join(", ") || "none"],
    ["Parts that are off, and how to switch them on", off.join(", ") || "none"],
    ["How the Action saves", `${persistWith} (PERSIST_WITH)`],
  ];
  return [
    wrap(`The steps below are for these settings. To change them, edit ${file} and run setup again:`, width),
    ...lines.map(([label, value]) => `  ${wrap(`${label}: ${value}`, width - 2, 4)}`),
  ].join("\n");
}
