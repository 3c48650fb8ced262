/**
 * Replays the anonymized responses, so that the expected result is theirs.
 *
 * @module
 */

import { loadBuiltAction } from "../shared/built-action";
import { outcomesIn } from "../shared/log-line";
import { expectationOf, play } from "../shared/play";
import type { Scenario } from "../shared/scenario";
import type { AnonymizedRecording } from "./anonymize";
import { composeEvent } from "./login";
import { nothingWritten } from "./nothing-written";
import { PLACEHOLDER_SECRET } from "./own-words";
import type { LogLine } from "./record-login";

interface ReplayInput {
  /** Name of the scenario. */
  readonly name: string;
  /** Switches and sizes by setting. */
  readonly switches: Readonly<Record<string, string>>;
  readonly anonymized: AnonymizedRecording;
  /** Log line of the recorded login. */
  readonly log: LogLine;
  readonly now: Date;
  readonly folder: string;
}

export interface AnonymizedLogin {
  readonly scenario: Scenario;
  /** Log line of the replay, with the duration of the recorded login. */
  readonly line: LogLine;
  /** Whether the replay and the recorded login have the same log line. */
  readonly isSame: boolean;
}

/** Replays twice. */
export async function replayAnonymized(input: ReplayInput): Promise<AnonymizedLogin> {
  const { anonymized, log, folder } = input;
  const draft = composeScenario(input);
  JSON.stringify(draft.event, (_, value: unknown) =>
    typeof value === "string" ? anonymized.replacements.markComposed(value) : value,
  );
  const first = loadBuiltAction(folder);
  const played = await play(draft, first.handler, first.logged);
  const scenario = { ...draft, expected: expectationOf(played) };
  const second = loadBuiltAction(folder);
  const { deviations } = await play(scenario, second.handler, second.logged);
  if (deviations.length > 0) throw nothingWritten("two replays of the anonymized responses differ");
  const isSame = Object.entries(scenario.expected.log ?? {}).every(([key, value]) => log[key] === value);
  const line = { ...(JSON.parse(played.logged[0] ?? "{}") as LogLine), ms: log.ms };
  return { scenario, line, isSame };
}

/** The scenario with an empty expectation. */
function composeScenario({ name, switches, anonymized, log, now }: ReplayInput): Scenario {
  const { tenantId, userId, clientId, responses } = anonymized;
  const secrets = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: PLACEHOLDER_SECRET,
    ...switches,
  };
  const outcomes = outcomesIn(log).map((entry) => entry.join(" "));
  return {
    name,
    title: `Recorded: ${outcomes.join(", ")}`,
    now,
    event: composeEvent({ tenantId, userId, now }, secrets),
    answers: responses,
    expected: { log: null, requests: [], app_metadata: {} },
  };
}
