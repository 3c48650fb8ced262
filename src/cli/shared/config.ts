/**
 * `actions.config.json`, validated: the Action's name, dependencies, secrets and position in the flow.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Reads the declaration from the project's root. @throws if it is missing or invalid */
export function readConfig(folder = "."): ActionConfig {
  return schema.parse(JSON.parse(readFileSync(join(folder, "actions.config.json"), "utf8")));
}
