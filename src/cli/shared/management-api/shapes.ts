/**
 * Shapes of responses. What is not in a shape is not read.
 *
 * @module
 */

import { z } from "zod";

const text = z.string().nullish();

/** What a draft and a version have in common. */
const content = {
  code: text,
  runtime: text,
  dependencies: z.array(z.looseObject({ name: text, version: text })).nullish(),
  supported_triggers: z.array(z.looseObject({ id: z.string(), version: text })).nullish(),
  secrets: z.array(z.looseObject({ name: text })).nullish(),
};

const versionContent = { ...content, number: z.int().nullish(), built_at: text, created_at: text };

const total = z.number().optional();

/** An Action: its draft, and the version that logins run. */
export const action = z.looseObject({
  ...content,
  id: z.string().min(1),
  name: z.string(),
  deployed_version: z.looseObject({ ...versionContent, id: text }).nullish(),
});

/** A version. */
export const version = z.looseObject({ ...versionContent, id: z.string().min(1) });

const binding = z.looseObject({
  id: text,
  display_name: text,
  action: z.looseObject({ id: text }).nullish(),
});

/** A page of Actions. */
export const actionPage = z.looseObject({ actions: z.array(action), total });

/** A page of versions. */
export const versionPage = z.looseObject({ versions: z.array(version), total });

/** A page of the flow. */
export const bindingPage = z.looseObject({ bindings: z.array(binding), total });

/** Result of a test run. */
export const testRun = z.looseObject({ payload: z.looseObject({}) });
