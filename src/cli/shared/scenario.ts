/**
 * A scenario: one login as files. The recorded responses are in the definition format of nock.
 *
 * @module
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const SCENARIOS = join("test", "fixtures");

const answerSchema = z.looseObject({
  scope: z.url(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  response: z.unknown(),
  responseIsBinary: z.boolean().optional(),
  rawHeaders: z.record(z.string(), z.string()).or(z.array(z.string())).optional(),
  reqheaders: z.record(z.string(), z.string()).optional(),
  /** Milliseconds before the response. Not part of the format of nock. */
  delayMs: z.int().optional(),
});

const jsonObject = z.record(z.string(), z.unknown());

const scenarioSchema = z.strictObject({ title: z.string(), now: z.iso.datetime() });

const expectationSchema = z.strictObject({
  /** Without `ms`. `null` if nothing must be logged. */
  log: jsonObject.nullable(),
  /** Method, host and path, in any order. */
  requests: z.array(z.string()),
  app_metadata: jsonObject,
  idToken: jsonObject.optional(),
});

export type RecordedResponse = z.infer<typeof answerSchema>;
export type Expectation = z.infer<typeof expectationSchema>;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Time of the login. Dates are moved to it, so that recordings stay valid. */
  readonly now: Date;
  readonly event: Readonly<Record<string, unknown>>;
  readonly answers: readonly RecordedResponse[];
  readonly expected: Expectation;
}

/** Names of all scenarios. @throws if there is no such folder */
export function scenarioNames(folder = SCENARIOS): string[] {
  if (!existsSync(folder))
    throw new Error(`${SCENARIOS} does not exist: run the command in the project's folder`);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "scenario.json")))
    .map((entry) => entry.name)
    .sort();
}

/** Reads a scenario. @throws if a file is missing or invalid */
export function readScenario(name: string, folder = SCENARIOS): Scenario {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, name, file), "utf8"));
  const { title, now } = scenarioSchema.parse(read("scenario.json"));
  return {
    name,
    title,
    now: new Date(now),
    event: jsonObject.parse(read("event.json")),
    answers: z.array(answerSchema).parse(read("answers.json")),
    expected: expectationSchema.parse(read("expected.json")),
  };
}
