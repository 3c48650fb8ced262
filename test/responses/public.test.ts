/**
 * Responses and claims that were posted in public, and the expected outcome of a login with each of them.
 */

import { readFileSync } from "node:fs";
import { type LoginInput, setUpLogins } from "../support/responses/login";

interface PublicCase extends LoginInput {
  readonly id: string;
  /** Where the response was posted. */
  readonly source: string;
  readonly what: string;
  readonly expect: {
    /** Fields of the log line; `hint` is a pattern. */
    readonly line?: Readonly<Record<string, string>>;
    readonly meta?: object;
    readonly metaLacks?: readonly string[];
    readonly entra?: object;
    /** All of `entra.profile`. */
    readonly profile?: object;
    readonly profileHas?: object;
    readonly graphRequests?: number;
    /** Parts of paths of Graph requests. */
    readonly asked?: readonly string[];
  };
}

const cases = JSON.parse(readFileSync("test/responses/public.json", "utf8")) as PublicCase[];
const { logIn } = setUpLogins();

test.each(cases.map((it) => [it.id, it.what, it] as const))("%s: %s", async (_, __, it) => {
  const result = await logIn(it);
  const { hint, ...line } = it.expect.line ?? {};
  expect(result.line).toMatchObject(line);
  expect(String(result.line.hint)).toMatch(new RegExp(hint ?? ""));
  expect(result.metadata).toMatchObject(it.expect.meta ?? {});
  for (const key of it.expect.metaLacks ?? []) expect(result.metadata).not.toHaveProperty(key);
  expect(result.entra).toMatchObject(it.expect.entra ?? {});
  expect(result.profile).toEqual(it.expect.profile ?? result.profile);
  expect(result.profile).toMatchObject(it.expect.profileHas ?? {});
  const paths = result.requests.filter(({ host }) => host.startsWith("graph.")).map(({ path }) => path);
  expect(paths).toHaveLength(it.expect.graphRequests ?? paths.length);
  for (const part of it.expect.asked ?? []) expect(paths).toContainEqual(expect.stringContaining(part));
});
