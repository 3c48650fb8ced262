/**
 * A card of the user with the manager above and the direct reports below.
 *
 * @module
 */

import { formatCount } from "../../shared/html/format";
import { Photo } from "../../shared/html/photo";
import { type OtherPerson, type Person, initialsOf } from "./person";

/** More reports than this stand in columns. */
const MAX_IN_ROW = 2;
/** More reports than this are shown in a compact list, and the card gets the full width. */
const MAX_TILES = 12;
/** More people or groups than this are only counted. */
const MAX_SHOWN = 200;

/** Whether the card needs the full width of the page. */
export function isWide({ reports }: Person): boolean {
  return reports.length > MAX_TILES;
}

/** @param isKept whether data of the part with this name comes from an earlier login */
export function PersonCard({ person, isKept }: { person: Person; isKept: (part: string) => boolean }) {
  const { manager, photo, name, title, department, mail, groups } = person;
  return (
    <div class="org">
      {manager ? (
        <div class="above">
          <p class="role">Manager</p>
          <Tile person={manager} />
          {isKept("manager") && <Kept />}
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
          {isKept("profile") && <Kept what="The profile" />}
          {photo !== undefined && isKept("photo") && <Kept what="The photo" />}
        </div>
      </div>
      <Reports person={person} isKept={isKept("directReports")} />
      {groups && <Groups names={groups} isKept={isKept("groups")} />}
    </div>
  );
}

function Reports({ person: { reports, hasMoreReports }, isKept }: { person: Person; isKept: boolean }) {
  const count = formatCount(reports.length, "direct report");
  const shown = reports.slice(0, MAX_SHOWN);
  if (reports.length === 0) return <p class="below role">No direct reports are stored</p>;
  return (
    <div class="below">
      <p class="role">
        {count}
        {hasMoreReports && ", and more that are not stored"}
      </p>
      {isKept && <Kept />}
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

function Groups({ names, isKept }: { names: readonly string[]; isKept: boolean }) {
  const shown = names.slice(0, MAX_SHOWN);
  return (
    <div class="groups">
      <p class="role">{names.length === 0 ? "Member of no group" : formatCount(names.length, "group")}</p>
      {isKept && <Kept />}
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

function Kept({ what = "" }: { what?: string }) {
  return (
    <p class="kept">{what === "" ? "Kept from an earlier login" : `${what} is kept from an earlier login`}</p>
  );
}

function More({ count }: { count: number }) {
  return count > 0 ? <p class="muted">and {formatCount(count, "more", "more")}</p> : null;
}
