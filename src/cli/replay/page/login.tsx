/**
 * A played login: its hint, the person, the outcomes, the requests and the changes.
 *
 * @module
 */

import { own } from "../../../json";
import { Badge, Callout, Section, type Tone } from "../../shared/html/elements";
import { sentence, shorten } from "../../shared/html/format";
import { changesOf } from "./changes";
import { ChangesTable, ValuesTable } from "./changes-table";
import type { LoginFacts } from "./login-facts";
import { LogLines, Outcomes } from "./outcomes";
import { type Person, personOf } from "./person";
import { PersonCard, isWide } from "./person-card";
import { ProfileSizes } from "./profile-sizes";
import { Waterfall } from "./waterfall";
import { resultLabel, resultSentences } from "./words";

/** Levels on which a page of many logins has a row for each key that is new or gone. */
const SHORT_DEPTH = 2;
const SIZE_TITLE = "Size of the user’s profile";

const TONES: Readonly<Record<string, Tone>> = {
  updated: "good",
  unchanged: "good",
  partial: "warning",
  failed: "bad",
};

interface LoginProps {
  readonly facts: LoginFacts;
  /** Unique on the page. */
  readonly id: string;
  /** Level of the headings of the sections. */
  readonly level: 2 | 3;
  /** Whether the page contains many logins, and each must be short. */
  readonly isShort?: boolean;
}

/** The result of a login as a badge. */
export function Result({ facts }: { readonly facts: LoginFacts }) {
  return <Badge tone={TONES[facts.line?.entra ?? ""] ?? "neutral"}>{resultLabel(facts)}</Badge>;
}

/** Everything about a login except its title. */
export function Login({ facts, id, level, isShort = false }: LoginProps) {
  const { played, before } = facts;
  const person = personOf(played.appMetadata, played.scenario.event.user);
  const changes = changesOf(before, played.appMetadata, isShort ? SHORT_DEPTH : Infinity);
  return (
    <>
      <p class="lead">
        <Result facts={facts} /> {resultSentences(facts)} The user signs in as usual.
      </p>
      <Hint facts={facts} />
      <Deviations texts={played.deviations} />
      <div class={isWide(person) ? undefined : "columns"}>
        <Card facts={facts} person={person} level={level} />
        <Section title="Outcome of each part" level={level}>
          <Outcomes facts={facts} isShort={isShort} />
          <LogLines logged={played.logged} />
        </Section>
      </div>
      <Section title="Requests" level={level}>
        <Waterfall facts={facts} id={id} isShort={isShort} />
      </Section>
      <Section title="Changes to app_metadata" level={level}>
        <ChangesTable changes={changes} isShort={isShort} />
        {isShort && <ProfileSizes facts={facts} isShort />}
      </Section>
      {!isShort && (
        <Section title={SIZE_TITLE} level={level}>
          <ProfileSizes facts={facts} />
        </Section>
      )}
      {Object.keys(played.idToken).length > 0 && (
        <Section title="ID token claims" level={level}>
          <ValuesTable values={played.idToken} />
        </Section>
      )}
    </>
  );
}

function Card({ facts, person, level }: Pick<LoginProps, "facts" | "level"> & { readonly person: Person }) {
  const { played, line, storedBefore, storedAfter } = facts;
  const isStored = Object.keys(played.appMetadata).length > 0;
  /** Where data of a part comes from, if its read failed. */
  const originOf = (part: string) => {
    if (line?.outcomes.get(part)?.failure === undefined) return undefined;
    if (storedBefore.has(part)) return "earlier login";
    return storedAfter.has(part) ? "claims" : undefined;
  };
  return (
    <Section title="The person, as an application would show them" level={level}>
      {!isStored && (
        <p class="muted">Nothing is stored for this user. These values are those of the Auth0 user.</p>
      )}
      <PersonCard person={person} originOf={originOf} />
    </Section>
  );
}

/** What to change. The log line may have no room for all of it. */
function Hint({ facts: { line, played } }: { readonly facts: LoginFacts }) {
  if (line?.hint === undefined) return null;
  const { hint, entra } = line;
  const notes = own(own(played.appMetadata, "entra"), "trimmed");
  const isCut = Array.isArray(notes) && notes.some((note) => !hint.includes(String(note)));
  const isAdvice = entra === "updated" || entra === "unchanged";
  return (
    <Callout tone={isAdvice ? "warning" : "bad"} label="What to change">
      {sentence(hint)}
      {isCut && isAdvice && ` The log line has no room for everything that was left out: see ${SIZE_TITLE}.`}
    </Callout>
  );
}

function Deviations({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div class="callout bad">
      <strong>Not as the scenario expects</strong>
      <ul>
        {texts.slice(0, 20).map((text) => (
          <li>{shorten(text, 500)}</li>
        ))}
      </ul>
    </div>
  );
}
