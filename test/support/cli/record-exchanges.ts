/**
 * Recorded exchanges for tests of the scrubber.
 *
 * @module
 */

import { type Known, type Scrubbed, scrub } from "../../../src/cli/record/scrub";
import { PERSON_PROPERTIES } from "../../../src/parts/person";
import { CLOUDS } from "../../../src/settings/cloud";

export const [cloud] = CLOUDS as [(typeof CLOUDS)[number]];
export const known: Known = {
  cloud,
  tenantId: "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071",
  userId: "c0ffee42-1111-4222-8333-444455556666",
  clientId: "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d",
  secrets: ["Qm7~right-client-secret"],
};
export const USER = `${cloud.graph}/v1.0/users/${known.userId}`;
export const SELECT = PERSON_PROPERTIES.join(",");
export const REPORTS = `${USER}/directReports?$select=${SELECT}&$top=999`;

export const exchange = (url: string, body: unknown, status = 200, headers: Record<string, string> = {}) => ({
  method: "GET",
  url,
  status,
  headers,
  body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
});

export const scrubOne = (url: string, body: unknown, status?: number, headers?: Record<string, string>) => {
  const scrubbed = scrub([exchange(url, body, status, headers)], known);
  return { ...scrubbed, answer: scrubbed.answers[0], response: scrubbed.answers[0]?.response };
};

export const scenarioOf = ({ answers }: Scrubbed, event: Record<string, unknown> = {}) => ({
  name: "mine",
  title: "Recorded",
  event,
  answers,
  expected: { log: null, requests: [], app_metadata: {} },
});
