/**
 * A card of the user with the manager above and the direct reports below.
 *
 * @module
 */

import { More } from "../../shared/html/elements";
import { capitalize, formatCount } from "../../shared/html/format";
import { Photo } from "../../shared/html/photo";
import { type OtherPerson, type Person, initialsOf } from "./person";

/** More reports than this are shown in columns. */
const MAX_IN_ROW = 2;
/** More reports than this are shown in a compact list, and the card gets the full width. */
const MAX_TILES = 12;
/** More people or groups than this are only counted. */
const MAX_PEOPLE = 100;
const MAX_GROUPS = 200;

/** Whether the card needs the full width of the page. */
export function isWide({ reports }: Person): boolean {
  return reports.length > MAX_TILES;
}

/** Where stored data comes from, if it was not read in this login. */
export type Origin = "earlier login" | "claims" | undefined;

/** @param originOf by the name of a part */
export function PersonCard({
  person,
  originOf,
}: {
  readonly person: Person;
  readonly originOf: (part: string) => Origin;
}) {
  const { manager, photo, name, title, department, mail, groups } = person;
  return (
    <div class="org">
      {manager ? (
        <div class="above">
          <p class="role">Manager</p>
          <Tile person={manager} />
          <OriginNote origin={originOf("manager")} />
        </div>
      ) : (
        <p class="above role">No manager is stored</p>
      )}
      <div class="me">
        {photo === undefined ? (
          <Initials name={name} />
        ) : (
          <Photo url={photo} alt={`Photo of ${name}`} fallback={<Initials name={name} />} />
        )}
        <div>
          <p class="name">
            <bdi>{name}</bdi>
          </p>
          <Line text={title} />
          <Line text={department} />
          <Line text={mail} />
          <OriginNote what="The profile" origin={originOf("profile")} />
          <OriginNote what="The photo" origin={originOf("photo")} />
        </div>
      </div>
      <Reports person={person} origin={originOf("directReports")} />
      {groups && <Groups names={groups} origin={originOf("groups")} />}
    </div>
  );
}

function Reports({
  person: { reports, hasMoreReports },
  origin,
}: {
  readonly person: Person;
  readonly origin: Origin;
}) {
  const count = formatCount(reports.length, "direct report");
  const shown = reports.slice(0, MAX_PEOPLE);
  if (reports.length === 0) return <p class="below role">No direct reports are stored</p>;
  return (
    <div class="below">
      <p class="role">
        {count}
        {hasMoreReports && ", and more that are not stored"}
      </p>
      <OriginNote origin={origin} />
      <ul class={reports.length > MAX_TILES ? "many" : reports.length > MAX_IN_ROW ? "few grid" : "few"}>
        {shown.map((person) => (
          <li>
            <Tile person={person} isCompact={reports.length > MAX_TILES} />
          </li>
        ))}
      </ul>
      <More count={reports.length - shown.length} />
    </div>
  );
}

function Groups({ names, origin }: { readonly names: readonly string[]; readonly origin: Origin }) {
  const shown = names.slice(0, MAX_GROUPS);
  return (
    <div class="groups">
      <p class="role">{names.length === 0 ? "Member of no group" : formatCount(names.length, "group")}</p>
      <OriginNote origin={origin} />
      <ul class="chips">
        {shown.map((name) => (
          <li>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
      <More count={names.length - shown.length} />
    </div>
  );
}

function Tile({ person: { name, title }, isCompact = false }: { person: OtherPerson; isCompact?: boolean }) {
  return (
    <div class="tile">
      {!isCompact && <Initials name={name} />}
      <div>
        <p>
          <bdi>{name}</bdi>
        </p>
        <Line text={title} />
      </div>
    </div>
  );
}

function Initials({ name }: { name: string }) {
  return (
    <span class="initials" aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function Line({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="muted">
      <bdi>{text}</bdi>
    </p>
  );
}

function OriginNote({ origin, what }: { readonly origin: Origin; readonly what?: string }) {
  if (origin === undefined) return null;
  const source = origin === "claims" ? "from the claims of this login" : "kept from an earlier login";
  return <p class="kept">{capitalize(what === undefined ? source : `${what} is ${source}`)}</p>;
}
