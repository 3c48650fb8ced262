/**
 * What `DEBUG=1` prints of a failure: error names, codes and stack frames. Messages are left out, because they may
 * quote responses, addresses and tokens.
 *
 * @module
 */

/** Whether details of failures are printed. */
export function isDebugging(environment: Readonly<Record<string, string>>): boolean {
  return environment.DEBUG === "1";
}

/** Names, codes and stack frames of `error` and of its causes. */
export function describeError(error: unknown): string {
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
