/**
 * What a run was limited to.
 *
 * @module
 */

import type { Part } from "../../../parts/part";
import { type PhotoChoice, type RemovalLimit, isSelected } from "../../../sync/run";
import { formatDuration, formatNumber } from "../../shared/html/format";
import type { RunFacts } from "./facts";
import { partWords } from "./words";

const PHOTOS: Readonly<Record<PhotoChoice, string>> = {
  all: "of all users",
  share: "of one seventh of the users, and of new users",
  none: "none",
};

type Row = readonly [name: string, value: string];

/** What the run was limited to by options and settings. Never contains the user of `--user`. */
export function limitsOf({
  options,
  parts,
  maxMs,
  result: { outcomes },
}: Pick<RunFacts, "options" | "parts" | "maxMs" | "result">): readonly Row[] {
  const { user, connections, photos, maxRemovals } = options;
  // A connection can turn on a part that is off for the others.
  const on = parts.filter((part) => isSelected(options, part) && (part.isOn || outcomes.has(part.name)));
  const read = on.filter(({ isPerMailbox }) => !isPerMailbox || photos !== "none");
  const photo = on.find(({ isPerMailbox }) => isPerMailbox);
  return [
    ["Users", user === undefined ? "all" : "one user"],
    ["Connections", connections.length === 0 ? "all Entra connections" : connections.join(", ")],
    ["Parts", read.map(({ name }) => partWords(name)).join(", ") || "none"],
    ...(photo ? [["Photos", photoWords(photo, photos, user !== undefined)] as const] : []),
    ...(maxRemovals ? [["Limit of removals", limitWords(maxRemovals)] as const] : []),
    ...(maxMs === undefined ? [] : [["Maximum duration", formatDuration(maxMs)] as const]),
  ];
}

function photoWords({ isOn }: Part, choice: PhotoChoice, isOneUser: boolean): string {
  if (choice === "none") return PHOTOS.none;
  const words = isOneUser ? "of this user" : PHOTOS[choice];
  return isOn || isOneUser ? words : `${words}, only on connections that turn photos on`;
}

function limitWords(limit: RemovalLimit): string {
  return "count" in limit
    ? `${formatNumber(limit.count)} of each part`
    : `${limit.percent} % of the users who have the part`;
}
