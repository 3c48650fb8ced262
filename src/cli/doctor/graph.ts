/**
 * The reads of Graph, done by the parts themselves: what doctor says is what the Action will find.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { createGraphClient } from "../../graph/client";
import { startDeadline } from "../../http/deadline";
import { Failure, toFailure } from "../../http/failure";
import type { Part, Reading } from "../../parts/part";
import { partHint } from "../../report/hints";
import type { Settings } from "../../settings/settings";
import { type Check, failed, ok, unchecked, warning } from "./checks";
import type { EntraToken } from "./entra";
import type { Hosts } from "./hosts";
import { portalPage } from "./portal";

interface GraphInput {
  readonly settings: Settings;
  readonly parts: readonly Part[];
  readonly token: EntraToken | undefined;
  /** Object id; nobody's where none is given. */
  readonly userId: string | undefined;
  readonly hosts: Hosts;
  readonly withinMs: number;
}

/**
 * Permissions that hold another. Whether one for users is enough for their photos, Microsoft's pages do not agree.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
const HELD_BY: Readonly<Record<string, { surely: readonly string[]; perhaps: readonly string[] }>> = {
  "User.Read.All": {
    surely: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
    perhaps: [],
  },
  "ProfilePhoto.Read.All": {
    surely: ["ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All"],
    perhaps: ["User.Read.All", "User.ReadWrite.All"],
  },
  "GroupMember.Read.All": {
    surely: [
      "GroupMember.Read.All",
      "GroupMember.ReadWrite.All",
      "Group.Read.All",
      "Group.ReadWrite.All",
      "Directory.Read.All",
      "Directory.ReadWrite.All",
    ],
    perhaps: [],
  },
};

/** Of a login's budget, what is kept for saving; doctor saves nothing and reads all the time. */
const SAVE_MS = 1000;

/** Tries each part that is on. */
export async function checkGraph(input: GraphInput): Promise<Check[]> {
  const { settings, parts, userId } = input;
  const isAsked = parts.some((part) => part.isOn && part.usesGraph);
  const began = performance.now();
  const checks = await Promise.all(
    parts.map(async (part) =>
      part.isOn ? checkPart(part, input) : unchecked(part.name, part.offReason ?? "switched off"),
    ),
  );
  if (!parts.some((part) => part.isOn)) {
    checks.push(warning("all parts", "every part is off, so that the Action does nothing at all"));
  }
  if (settings.graphToken === "idp") checks.push(explainDelegated(parts));
  if (!isAsked || !input.token) return checks;
  if (!userId)
    checks.push(
      unchecked("a real person", "no --user given: nulls instead of data, pictures and pages were not seen"),
    );
  return [...checks, ...checkTime(settings, input.token.ms + performance.now() - began)];
}

async function checkPart(part: Part, input: GraphInput): Promise<Check> {
  const { settings, token, userId, hosts, withinMs } = input;
  if (!part.usesGraph) return ok(part.name, "from the claims alone, Graph is not asked");
  if (!token) return unchecked(part.name, "needs the token");
  const budget = startDeadline(withinMs + SAVE_MS);
  try {
    const reading = await part.read({
      graph: createGraphClient(settings.cloud.graph, token.value, budget),
      claims: { attributes: {}, userId: undefined, native: true },
      userPath: `/users/${userId ?? randomUUID()}`,
      tenantId: settings.tenantId,
      oid: undefined,
      stored: { metadata: {}, entra: {} },
      wasRead: false,
    });
    return userId ? ok(part.name, describe(part, reading)) : judgeNobody(part, token, settings);
  } catch (error) {
    const failure = toFailure(error);
    if (!userId && failure.reason === "user_not_found") return judgeNobody(part, token, settings);
    if (!userId && failure.reason === "invalid")
      return unchecked(part.name, "Graph's answer about nobody proves nothing: give --user");
    const says = hosts.explain([new URL(settings.cloud.graph).host], failure, withinMs);
    return says ? failed(part.name, says) : explain(part, failure, settings);
  } finally {
    budget.end();
  }
}

/** Graph looks at the permission before it looks for the person: what it says about nobody proves that much. */
function judgeNobody(part: Part, token: EntraToken, settings: Settings): Check {
  const held = HELD_BY[part.permission];
  const by = (names: readonly string[] = []) => names.find((name) => token.roles?.includes(name));
  if (!token.roles || !held) return ok(part.name, `${part.permission}: Graph did not refuse`);
  const surely = by(held.surely);
  if (surely) return ok(part.name, `${surely} (application) is granted`);
  const perhaps = by(held.perhaps);
  if (perhaps) {
    return warning(
      part.name,
      `${perhaps} may do; ${part.permission} (application) is what it needs: prove it with --user`,
    );
  }
  return explain(part, new Failure("permission", { delegated: false }), settings);
}

function explain(part: Part, failure: Failure, settings: Settings): Check {
  const { reason } = failure;
  const remedy = partHint(part, failure, settings);
  switch (reason) {
    case "permission":
      return failed(part.name, remedy, portalPage(settings, "permissions"));
    case "limited":
      return failed(
        part.name,
        `Graph shows ids and nulls only: ${remedy}`,
        portalPage(settings, "permissions"),
      );
    case "user_not_found":
      return failed(
        part.name,
        "no such user in the tenant of AZURE_TENANT_ID: check --user and AZURE_TENANT_ID",
      );
    case "invalid":
      return failed(part.name, "Graph's answer was not understood: a proxy may have answered in its place");
    case "credentials":
    case "throttled":
    case "unavailable":
    case "timeout":
    case "too_large":
      return failed(part.name, remedy);
  }
}

/** What was found, without a word of it: this may end up in a ticket. */
function describe(part: Part, reading: Reading): string {
  if (reading.kind === "unavailable") return "none to be had: this person has no mailbox";
  if (reading.kind === "none") return "read: this person has none";
  if (reading.kind === "failed") return "not read";
  return `read: ${part.summary?.(reading.data) ?? count(reading.data.entra[part.entraKeys[0] ?? ""])}`;
}

function count(value: unknown): string {
  return Array.isArray(value) ? String(value.length) : `${Object.keys(value ?? {}).length} attributes`;
}

function explainDelegated(parts: readonly Part[]): Check {
  const on = parts.filter((part) => part.isOn);
  const permissions = [...new Set(on.map((part) => part.permission))].join(", ");
  return unchecked(
    "users' own tokens",
    `GRAPH_TOKEN=idp needs ${permissions} (delegated) and admin consent on the connection's app: only a login can prove it`,
  );
}

/** Warns where a login would have given up. */
function checkTime({ timeBudgetMs }: Settings, ms: number): Check[] {
  const took = Math.round(ms);
  if (took <= timeBudgetMs)
    return [ok("time", `token and reads took ${took} of the ${timeBudgetMs} ms of TIME_BUDGET_MS`)];
  return [
    warning(
      "time",
      `token and reads took ${took} ms from here: raise TIME_BUDGET_MS (${timeBudgetMs}) if logins time out`,
    ),
  ];
}
