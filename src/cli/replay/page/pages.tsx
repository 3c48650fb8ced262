/**
 * The pages of `npm start -- --html`: one scenario, or all with an index.
 *
 * @module
 */

import { renderDocument } from "../../shared/html/document";
import { Badge } from "../../shared/html/elements";
import { formatCount } from "../../shared/html/format";
import { PhotoCollection, PhotoDefinitions, Photos } from "../../shared/html/photo";
import type { Played } from "../../shared/play";
import { Login, Result } from "./login";
import { factsOf } from "./login-facts";
import { STYLES } from "./styles";

/** The page of one login. @param writtenAt milliseconds since the epoch */
export function loginPage(played: Played, writtenAt: number): string {
  const { name, title } = played.scenario;
  return renderDocument({
    title: `${name}: ${title}`,
    styles: STYLES,
    writtenAt,
    children: (
      <Photos.Provider value={new PhotoCollection()}>
        <p class="muted">
          Recorded login <code>{name}</code>
        </p>
        <h1>{title}</h1>
        <Login facts={factsOf(played)} id="grid" level={2} />
        <PhotoDefinitions />
      </Photos.Provider>
    ),
  });
}

/** One page of many logins. @param writtenAt milliseconds since the epoch */
export function allLoginsPage(all: readonly Played[], writtenAt: number): string {
  const logins = all.map((played, index) => ({ played, facts: factsOf(played), id: `s${index + 1}` }));
  const asExpected = all.filter(({ deviations }) => deviations.length === 0).length;
  const title = formatCount(all.length, "recorded login");
  return renderDocument({
    title,
    styles: STYLES,
    writtenAt,
    children: (
      <Photos.Provider value={new PhotoCollection()}>
        <h1 id="index">{title}</h1>
        <p class="lead">
          {asExpected} as expected, {all.length - asExpected} not as expected
        </p>
        <nav class="panel" aria-label="Scenarios">
          <ul class="index">
            {logins.map(({ played, facts, id }) => (
              <li>
                <a href={`#${id}`}>{played.scenario.name}</a> <Result facts={facts} />
                {played.deviations.length > 0 && <Badge tone="bad">not as expected</Badge>}
                <p class="muted">{played.scenario.title}</p>
              </li>
            ))}
          </ul>
        </nav>
        {logins.map(({ played, facts, id }) => (
          <article id={id}>
            <h2>{played.scenario.title}</h2>
            <p class="muted">
              <code>{played.scenario.name}</code> · <a href="#index">Back to the index</a>
            </p>
            <Login facts={facts} id={`${id}t`} level={3} isShort />
          </article>
        ))}
        <PhotoDefinitions />
      </Photos.Provider>
    ),
  });
}
