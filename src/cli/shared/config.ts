/**
 * `actions.config.json`, checked: what the Action is called, needs and where it is bound.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { z } from "zod";

const schema = z.strictObject({
  name: z.string().min(1),
  code: z.string().min(1),
  runtime: z.string().min(1),
  supported_triggers: z.array(z.strictObject({ id: z.string(), version: z.string() })).min(1),
  dependencies: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  secrets: z.array(
    z.strictObject({
      name: z.string().max(128),
      required: z.boolean(),
      default: z.string().nullable(),
      help: z.string().min(1),
    }),
  ),
  binding: z.strictObject({ position: z.union([z.literal("first"), z.literal("last"), z.int().min(1)]) }),
});

export type ActionConfig = z.infer<typeof schema>;

/** Reads the declaration from the project's root. @throws where it is not what it should be */
export function readConfig(path = "actions.config.json"): ActionConfig {
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}
