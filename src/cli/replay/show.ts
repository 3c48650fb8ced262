/**
 * A played scenario for people: what was asked, what came of it, what is written, what is logged.
 *
 * @module
 */

import { isRecord } from "../../json";
import { LOG_LINE_BYTES } from "../../report/log-line";
import type { Colors } from "../shared/colors";
import { outcomesIn } from "../shared/log-line";
import { table } from "../shared/table";
import type { Played, PlayedRequest } from "../shared/play";

/** Of an id in a path the beginning is enough to follow it. */
const GUID = /([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const LONGEST_VALUE = 84;

/** All of one scenario. */
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
    verdict(deviations, colors),
  ].join("\n\n");
}

/** One line for each scenario, and a sum. */
export function showAll(all: readonly Played[], colors: Colors): string {
  const rows = all.map(({ scenario, requests, deviations, logged }) => [
    mark(deviations, colors),
    scenario.name,
    `${requests.length} requests`,
    outcomeOf(logged),
    scenario.title,
  ]);
  const broken = all.filter(({ deviations }) => deviations.length > 0);
  return [
    table(rows, [2]),
    ...broken.map(({ scenario, deviations }) => `${scenario.name}\n${verdict(deviations, colors)}`),
    `${all.length - broken.length} passed, ${broken.length} failed`,
  ].join("\n\n");
}

function outcomeOf(logged: readonly string[]): string {
  const line = JSON.parse(logged[0] ?? "null") as { entra?: string; reason?: string } | null;
  return line ? [line.entra, line.reason].filter(Boolean).join(": ") : "silent";
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
  const rows = [...outcomesIn(line), ...saved].map(([name, outcome]) => [name, paint(outcome, colors)]);
  return rows.length > 0 ? table(rows) : `  ${String(line.entra)}: ${String(line.reason)}`;
}

function paint(outcome: string, colors: Colors): string {
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
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function mark(deviations: readonly string[], colors: Colors): string {
  return deviations.length === 0 ? colors.green("✓") : colors.red("✗");
}

function verdict(deviations: readonly string[], colors: Colors): string {
  if (deviations.length === 0) return `${mark(deviations, colors)} as expected`;
  return deviations.map((deviation) => `${mark(deviations, colors)} ${deviation}`).join("\n");
}
