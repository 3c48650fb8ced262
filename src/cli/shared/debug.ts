/**
 * What `DEBUG=1` shows of a failure: where it happened and which codes came with it. Messages of others are left out,
 * since they quote answers, addresses and tokens.
 *
 * @module
 */

/** Set by the built file's first line, which takes `DEBUG` away: packages print requests and tokens where they see it. */
export const isDebugging = (process.env.CLI_DEBUG ?? process.env.DEBUG) === "1";

/** Names, codes and stack frames of `error` and of its causes. */
export function whereItHappened(error: unknown): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let link: unknown = error; link instanceof Error && !seen.has(link); link = link.cause) {
    seen.add(link);
    const codes = ["code", "statusCode"].flatMap((name) => {
      const value = (link as unknown as Record<string, unknown>)[name];
      return typeof value === "number" || (typeof value === "string" && /^[\w.-]{1,60}$/.test(value))
        ? [value]
        : [];
    });
    const frames = (link.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    parts.push([[link.name, ...codes].join(" "), ...frames].join("\n"));
  }
  return parts.join("\ncaused by ");
}
