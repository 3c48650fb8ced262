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

/** More groups than this are not stored: part of a list would look like the whole list. */
const MAX_GROUPS = 200;
const GROUP_TYPE = "#microsoft.graph.group";

/** @see https://learn.microsoft.com/graph/api/user-list-transitivememberof */
export function groups(settings: SettingsReader): Part {
  const isOn = settings.value("SYNC_GROUPS", onOff);
  const patterns = settings.value("GROUPS_FILTER", list(anyText));
  return {
    name: "groups",
    isOn,
    hiddenIfOff: true,
    metadataKeys: [],
    entraKeys: ["groups"],
    permission: "GroupMember.Read.All",
    usesGraph: true,
    variant: JSON.stringify(patterns),
    isCurrent: ({ entra }) => listOf(entra.groups).every((group) => isChosen(group, patterns)),
    tooLargeHint: `narrow GROUPS_FILTER: more than ${MAX_GROUPS} groups`,
    hasValue: ({ entra }) => !isNothing(entra.groups),
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
        value: ({ entra }) => (entra.groups ? listOf(entra.groups).map(({ name }) => name) : undefined),
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

function listOf(stored: unknown): readonly Group[] {
  const items = Array.isArray(stored) ? stored : [];
  return items.map((item) => ({ id: ownText(item, "id") ?? "", name: ownText(item, "displayName") ?? "" }));
}

function isChosen({ id, name }: Group, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(id, pattern) || matches(name, pattern));
}

/** Whether `text` matches a pattern with `*`, in any case. In linear time, which a regular expression would not take. */
function matches(text: string, pattern: string): boolean {
  const rest = text.toLowerCase();
  const [first = "", ...others] = pattern.toLowerCase().split("*");
  const last = others.pop();
  if (last === undefined) return rest === first;
  if (!rest.startsWith(first)) return false;
  let at = first.length;
  for (const piece of others) {
    const index = rest.indexOf(piece, at);
    if (index < 0) return false;
    at = index + piece.length;
  }
  return rest.length - last.length >= at && rest.endsWith(last);
}
