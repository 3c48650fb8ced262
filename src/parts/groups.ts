/**
 * The groups of the user, nested groups included.
 *
 * @module
 */

import { Failure } from "../http/failure";
import { isNothing, ownText, without } from "../json";
import { isGroupOverage } from "../mapping/map-claims";
import { anyText, list, onOff } from "../settings/parse";
import type { SettingsReader } from "../settings/reader";
import { readList } from "./pages";
import type { Part } from "./part";

/** If there are more groups than this, none are stored, because a partial list would look complete. */
const MAX_GROUPS = 200;
const GROUP_TYPE = "#microsoft.graph.group";

/** @see https://learn.microsoft.com/graph/api/user-list-transitivememberof */
export function groups(settings: SettingsReader): Part {
  const isOn = settings.value("SYNC_GROUPS", onOff);
  const patterns = settings
    .value("GROUPS_FILTER", list(anyText))
    .map((pattern) => pattern.toLowerCase().split("*"));
  return {
    name: "groups",
    isOn,
    isOmittable: true,
    metadataKeys: [],
    entraKeys: ["groups"],
    permission: "GroupMember.Read.All",
    usesGraph: true,
    variant: JSON.stringify(patterns),
    isCurrent: ({ entra }) => listOf(entra.groups)?.every((group) => isChosen(group, patterns)) ?? true,
    tooLargeHint: "narrow GROUPS_FILTER or set SYNC_GROUPS=off: too many groups",
    async read({ graph, userPath }) {
      const all = await readList(graph, {
        path: `${userPath}/transitiveMemberOf?$select=id,displayName&$top=999`,
        isCounted: (type) => type === GROUP_TYPE,
        parse: parseGroup,
      });
      const chosen = all.filter((group) => isChosen(group, patterns));
      if (chosen.length > MAX_GROUPS) throw new Failure("too_large");
      const stored = chosen.map(({ id, name }) => ({ id, displayName: name }));
      return {
        kind: stored.length > 0 ? "found" : "none",
        data: { metadata: {}, entra: { groups: stored } },
      };
    },
    trims: [
      {
        note: "entra.groups",
        rank: 10,
        setting: "GROUPS_FILTER",
        without: ({ metadata, entra }) =>
          isNothing(entra.groups) ? undefined : { metadata, entra: without(entra, "groups") },
      },
    ],
    tokenClaims: [
      {
        name: "groups",
        rank: 6,
        value: ({ entra }) => listOf(entra.groups)?.map(({ name }) => name),
      },
    ],
    advice: (claims) => (!isOn && isGroupOverage(claims) ? "groups overage: set SYNC_GROUPS=on" : undefined),
  };
}

interface Group {
  readonly id: string;
  readonly name: string;
}

/** @throws {@link Failure} `invalid` without an id */
function parseGroup(value: unknown): Group | undefined {
  const id = ownText(value, "id");
  if (!id) throw new Failure("invalid");
  const name = ownText(value, "displayName");
  return name ? { id, name } : undefined;
}

function listOf(stored: unknown): readonly Group[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.map((item) => ({ id: ownText(item, "id") ?? "", name: ownText(item, "displayName") ?? "" }));
}

/** @param patterns in lower case, split at `*` */
function isChosen({ id, name }: Group, patterns: readonly (readonly string[])[]): boolean {
  const texts = [id.toLowerCase(), name.toLowerCase()];
  return patterns.length === 0 || patterns.some((pattern) => texts.some((text) => matches(text, pattern)));
}

/** Whether `text` consists of `pieces` with any text between them. Takes linear time, unlike a regular expression. */
function matches(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const index = text.indexOf(piece, at);
    if (index < 0) return false;
    at = index + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
