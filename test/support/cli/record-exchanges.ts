/**
 * Recorded exchanges for tests of the anonymization.
 *
 * @module
 */

import { type KnownValues, type AnonymizedRecording, anonymize } from "../../../src/cli/record/anonymize";
import { PERSON_PROPERTIES } from "../../../src/parts/person";
import { CLOUDS } from "../../../src/settings/cloud";

export const [cloud] = CLOUDS as [(typeof CLOUDS)[number]];
export const known: KnownValues = {
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
  startMs: 0,
  ms: 0,
});

export const anonymizeOne = (
  url: string,
  body: unknown,
  status?: number,
  headers?: Record<string, string>,
) => {
  const anonymized = anonymize([exchange(url, body, status, headers)], known);
  return { ...anonymized, first: anonymized.responses[0], body: anonymized.responses[0]?.response };
};

/** Words of the Action that a person or a group can have for a name. */
export const ACTION_CODE = `
  const note = "entra.directReports";
  const hint = "grant ProfilePhoto.Read.All (application) and admin consent: Entra";
  const HINTS = { trimmed: "lower MAX_DIRECT_REPORTS" };
`;

export const scenarioOf = ({ responses }: AnonymizedRecording, event: Record<string, unknown> = {}) => ({
  name: "mine",
  title: "Recorded",
  event,
  answers: responses,
  expected: { log: null, requests: [], app_metadata: {} },
});
