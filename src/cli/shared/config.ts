/**
 * `actions.config.json`, validated: the Action's name, dependencies, secrets and position in the flow.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { systemErrorCode } from "./exit";

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

const FILE = "actions.config.json";

/** Reads the declaration from the project's root. @throws if it is missing or invalid, with what to change */
export function readConfig(folder = "."): ActionConfig {
  const { data, error } = schema.safeParse(parse(readText(folder)));
  if (data) return data;
  const problems = error.issues.map(({ path, message }) => {
    const field = path.length > 0 ? `${path.join(".")}: ` : "";
    return field + message.replace(/^Invalid input: /, "");
  });
  throw new Error(`${FILE} is not valid (${problems.join("; ")}): correct it`);
}

function readText(folder: string): string {
  try {
    return readFileSync(join(folder, FILE), "utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    const remedy = code === "ENOENT" ? "run the command in the folder of the project" : "make it readable";
    throw new Error(`${FILE} cannot be read (${code}): ${remedy}`, { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${FILE} is not JSON: correct it`, { cause: error });
  }
}
