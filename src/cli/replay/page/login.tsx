/**
 * A played login: its hint, the person, the outcomes, the requests and the changes.
 *
 * @module
 */

import type { ComponentChildren } from "preact";
import { Badge, Callout, Section } from "../../shared/html/elements";
import { outcomesIn } from "../../shared/log-line";
import { resultWords } from "../../shared/outcome-words";
import { changesOf } from "./changes";
import { ChangesTable, ValuesTable } from "./changes-table";
import type { LoginFacts } from "./login-facts";
import { LogLine, Outcomes, toneOf } from "./outcomes";
import { personOf } from "./person";
import { PersonCard, isWide } from "./person-card";
import { ProfileSizes } from "./profile-sizes";
import { Waterfall } from "./waterfall";

interface LoginProps {
  readonly facts: LoginFacts;
  /** Unique on the page. */
  readonly id: string;
  /** Level of the headings of the sections. */
  readonly level: 2 | 3;
  /** Whether the page holds many logins, and each must be short. */
  readonly isShort?: boolean;
}

/** The result of a login as a badge. */
export function Result({ facts: { line } }: { facts: LoginFacts }) {
  const result = typeof line?.entra === "string" ? line.entra : undefined;
  return <Badge tone={result === undefined ? "neutral" : toneOf(result)}>{result ?? "nothing to do"}</Badge>;
}

/** Everything about a login except its title. */
export function Login({ facts, id, level, isShort = false }: LoginProps) {
  const { played, line, before } = facts;
  const { event } = played.scenario;
  const person = personOf(played.appMetadata, event.user);
  const changes = changesOf(before, played.appMetadata, isShort ? 2 : Infinity);
  const isStored = Object.keys(played.appMetadata).length > 0;
  const outcomes = new Map(line ? outcomesIn(line) : []);
  const isKept = (part: string) => outcomes.get(part)?.startsWith("failed") ?? false;
  const card = (
    <Section title="The person, as an application would show them" level={level}>
      {!isStored && <p class="muted">Nothing is stored for this user. The name comes from Auth0.</p>}
      <PersonCard person={person} isKept={isKept} />
    </Section>
  );
  const columns = (children: ComponentChildren) =>
    isWide(person) ? children : <div class="columns">{children}</div>;
  return (
    <>
      <p class="lead">
        <Result facts={facts} /> {resultWords(line)} The user signs in as usual.
      </p>
      <Hint facts={facts} />
      <Deviations texts={played.deviations} />
      {columns(
        <>
          {card}
          <Section title="Outcome of each part" level={level}>
            <Outcomes facts={facts} isShort={isShort} />
            <LogLine logged={played.logged} />
          </Section>
        </>,
      )}
      <Section title="Requests" level={level}>
        <Waterfall facts={facts} id={id} isShort={isShort} />
      </Section>
      <Section title="Changes to app_metadata" level={level}>
        <ChangesTable changes={changes} isShort={isShort} />
        {isShort && <ProfileSizes facts={facts} isShort />}
      </Section>
      {!isShort && (
        <Section title="Size of the user’s profile" level={level}>
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

/** What to change. It may be cut, as in the log. */
function Hint({ facts: { line } }: { facts: LoginFacts }) {
  if (typeof line?.hint !== "string") return null;
  const tone = line.entra === "updated" || line.entra === "unchanged" ? "warning" : "bad";
  return (
    <Callout tone={tone} label="What to change">
      {line.hint}
    </Callout>
  );
}

function Deviations({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div class="callout bad">
      <strong>Not as the scenario expects</strong>
      <ul>
        {texts.slice(0, 20).map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </div>
  );
}
