/**
 * A played scenario as text: its requests, the outcome of each part, what is written, and the log line.
 *
 * @module
 */

import { isRecord } from "../../json";
import type { Colors } from "../shared/colors";
import { outcomesIn } from "../shared/log-line";
import { cut, wrap } from "../shared/output";
import type { Played } from "../shared/play";
import { type Section, logLineSection, requestSection, showSections } from "../shared/show-login";
import { table } from "../shared/table";

/** One scenario in detail. @param width maximum number of characters on a line */
export function showPlayed(played: Played, colors: Colors, width: number): string {
  const { scenario, requests, logged, written, idToken, deviations } = played;
  const log = logged[0];
  const line = log ? (JSON.parse(log) as Record<string, unknown>) : undefined;
  const sections: Section[] = [
    requestSection(requests, colors, width),
    ...(line ? ([["Parts", showParts(line, colors, width)]] satisfies Section[]) : []),
    [
      Object.keys(written).length > 0 ? "Written to app_metadata" : "Nothing written",
      showValues(written, width),
    ],
    ...(Object.keys(idToken).length > 0
      ? ([["ID token claims", showValues(idToken, width)]] satisfies Section[])
      : []),
    logLineSection(logged, width),
  ];
  return [
    wrap(`${colors.bold(colors.cyan(scenario.name))}  ${scenario.title}`, width, 2),
    ...showSections(sections, colors),
    showDeviations(deviations, colors, width),
  ].join("\n\n");
}

/** One row per scenario, and the number of scenarios that passed and failed. */
export function showAll(all: readonly Played[], colors: Colors, width: number): string {
  const rows = all.map(({ scenario, requests, deviations, logged }) => [
    mark(deviations, colors),
    scenario.name,
    `${requests.length} requests`,
    describeOutcome(logged),
  ]);
  const failed = all.filter(({ deviations }) => deviations.length > 0);
  return [
    table(rows, { right: [2], width }),
    ...failed.map(
      ({ scenario, deviations }) => `${scenario.name}\n${showDeviations(deviations, colors, width)}`,
    ),
    `${all.length - failed.length} passed, ${failed.length} failed`,
  ].join("\n\n");
}

function describeOutcome(logged: readonly string[]): string {
  const line = JSON.parse(logged[0] ?? "null") as { entra?: string; reason?: string } | null;
  return line ? [line.entra, line.reason].filter(Boolean).join(": ") : "nothing logged";
}

function showParts(line: Readonly<Record<string, unknown>>, colors: Colors, width: number): string {
  const saved: [string, string][] = "saved" in line ? [["saved", String(line.saved)]] : [];
  const rows = [...outcomesIn(line), ...saved].map(([name, outcome]) => [name, colorize(outcome, colors)]);
  return rows.length > 0 ? table(rows, { width }) : `  ${String(line.entra)}: ${String(line.reason)}`;
}

function colorize(outcome: string, colors: Colors): string {
  if (outcome.startsWith("failed")) return colors.red(outcome);
  return ["updated", "removed", "trimmed"].includes(outcome) ? colors.green(outcome) : outcome;
}

function showValues(values: Readonly<Record<string, unknown>>, width: number): string {
  const rows = Object.entries(values).flatMap(([key, value]) =>
    key === "entra" && isRecord(value)
      ? Object.entries(value).map(([inner, item]) => [`entra.${inner}`, JSON.stringify(item)])
      : [[key, JSON.stringify(value)]],
  );
  return rows.length > 0 ? table(rows, { width, fit: cut }) : "";
}

function mark(deviations: readonly string[], colors: Colors): string {
  return deviations.length === 0 ? colors.green("✓") : colors.red("✗");
}

function showDeviations(deviations: readonly string[], colors: Colors, width: number): string {
  if (deviations.length === 0) return `${mark(deviations, colors)} as expected`;
  return deviations
    .map((deviation) => `${mark(deviations, colors)} ${wrap(deviation, width - 2, 2)}`)
    .join("\n");
}
