/**
 * A played scenario as text: its requests, the outcome of each part, what is written, and the log line.
 *
 * @module
 */

import { isRecord } from "../../json";
import { LOG_LINE_BYTES } from "../../report/log-line";
import type { Colors } from "../shared/colors";
import { outcomesIn } from "../shared/log-line";
import { table } from "../shared/table";
import type { Played, PlayedRequest } from "../shared/play";

/** Ids in paths are shortened. */
const GUID = /([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const MAX_VALUE_LENGTH = 84;

/** One scenario in detail. */
export function showPlayed(played: Played, colors: Colors): string {
  const { scenario, requests, logged, written, idToken, deviations } = played;
  const log = logged[0];
  const line = log ? (JSON.parse(log) as Record<string, unknown>) : undefined;
  const sections: [string, string][] = [
    [requests.length > 0 ? "Requests" : "No request", showRequests(requests, colors)],
    ...(line ? ([["Parts", showParts(line, colors)]] satisfies [string, string][]) : []),
    [Object.keys(written).length > 0 ? "Written to app_metadata" : "Nothing written", showValues(written)],
    ...(Object.keys(idToken).length > 0
      ? ([["ID token claims", showValues(idToken)]] satisfies [string, string][])
      : []),
    [
      log ? `Log line (${Buffer.byteLength(log)} of ${LOG_LINE_BYTES} bytes)` : "Nothing logged",
      logged.map((text) => `  ${text}`).join("\n"),
    ],
  ];
  const body = sections.map(([title, text]) => [colors.bold(title), ...(text ? [text] : [])].join("\n"));
  return [
    `${colors.bold(colors.cyan(scenario.name))}  ${scenario.title}`,
    ...body,
    showDeviations(deviations, colors),
  ].join("\n\n");
}

/** One line per scenario, and the number of scenarios that passed and failed. */
export function showAll(all: readonly Played[], colors: Colors): string {
  const rows = all.map(({ scenario, requests, deviations, logged }) => [
    mark(deviations, colors),
    scenario.name,
    `${requests.length} requests`,
    describeOutcome(logged),
    scenario.title,
  ]);
  const failed = all.filter(({ deviations }) => deviations.length > 0);
  return [
    table(rows, [2]),
    ...failed.map(({ scenario, deviations }) => `${scenario.name}\n${showDeviations(deviations, colors)}`),
    `${all.length - failed.length} passed, ${failed.length} failed`,
  ].join("\n\n");
}

function describeOutcome(logged: readonly string[]): string {
  const line = JSON.parse(logged[0] ?? "null") as { entra?: string; reason?: string } | null;
  return line ? [line.entra, line.reason].filter(Boolean).join(": ") : "nothing logged";
}

function showRequests(requests: readonly PlayedRequest[], colors: Colors): string {
  if (requests.length === 0) return "";
  return table(
    requests.map(({ method, host, path, startMs, ms, status }) => [
      `+${startMs}`,
      `${ms} ms`,
      status === undefined
        ? colors.red("–")
        : status < 400
          ? colors.green(String(status))
          : colors.yellow(String(status)),
      method,
      shorten((host + path).replace(GUID, "$1…")),
    ]),
    [0, 1],
  );
}

function showParts(line: Readonly<Record<string, unknown>>, colors: Colors): string {
  const saved: [string, string][] = "saved" in line ? [["saved", String(line.saved)]] : [];
  const rows = [...outcomesIn(line), ...saved].map(([name, outcome]) => [name, colorize(outcome, colors)]);
  return rows.length > 0 ? table(rows) : `  ${String(line.entra)}: ${String(line.reason)}`;
}

function colorize(outcome: string, colors: Colors): string {
  if (outcome.startsWith("failed")) return colors.red(outcome);
  return ["updated", "removed", "trimmed"].includes(outcome) ? colors.green(outcome) : outcome;
}

function showValues(values: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(values).flatMap(([key, value]) =>
    key === "entra" && isRecord(value)
      ? Object.entries(value).map(([inner, item]) => [`entra.${inner}`, shorten(JSON.stringify(item))])
      : [[key, shorten(JSON.stringify(value))]],
  );
  return rows.length > 0 ? table(rows) : "";
}

function shorten(text: string): string {
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 1)}…` : text;
}

function mark(deviations: readonly string[], colors: Colors): string {
  return deviations.length === 0 ? colors.green("✓") : colors.red("✗");
}

function showDeviations(deviations: readonly string[], colors: Colors): string {
  if (deviations.length === 0) return `${mark(deviations, colors)} as expected`;
  return deviations.map((deviation) => `${mark(deviations, colors)} ${deviation}`).join("\n");
}
