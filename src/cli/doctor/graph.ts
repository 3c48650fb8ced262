/**
 * Checks the Graph reads. The parts themselves read, so that the result is that of the Action.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { type GraphReader, type GraphResponse, createGraphClient } from "../../graph/client";
import { startDeadline } from "../../http/deadline";
import { Failure, toFailure } from "../../http/failure";
import type { Part, Reading } from "../../parts/part";
import { partHint } from "../../report/hints";
import type { Settings } from "../../settings/settings";
import { type Check, failed, ok, unchecked, warning } from "./checks";
import type { EntraToken } from "./entra";
import type { Hosts } from "../shared/hosts";
import type { PartSwitch } from "../shared/part-switches";
import { portalPage } from "../shared/portal";

interface GraphInput {
  readonly settings: Settings;
  readonly parts: readonly Part[];
  readonly switches: readonly PartSwitch[];
  readonly token: EntraToken | undefined;
  /** Entra object ID, if one is given. */
  readonly userId: string | undefined;
  readonly hosts: Hosts;
  readonly timeoutMs: number;
}

/**
 * Permissions that include another. Microsoft's pages disagree about whether permissions for users include photos.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
const INCLUDED_IN: Readonly<Record<string, { certain: readonly string[]; possible: readonly string[] }>> = {
  "User.Read.All": {
    certain: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
    possible: [],
  },
  "ProfilePhoto.Read.All": {
    certain: ["ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All"],
    possible: ["User.Read.All", "User.ReadWrite.All"],
  },
  "GroupMember.Read.All": {
    certain: [
      "GroupMember.Read.All",
      "GroupMember.ReadWrite.All",
      "Group.Read.All",
      "Group.ReadWrite.All",
      "Directory.Read.All",
      "Directory.ReadWrite.All",
    ],
    possible: [],
  },
};

/** Milliseconds that a login reserves for saving. doctor saves nothing, so its reads get them in addition. */
const SAVE_MS = 1000;

/** Reads each part that is on. */
export async function checkGraph(input: GraphInput): Promise<Check[]> {
  const { settings, parts, userId } = input;
  const isGraphUsed = parts.some((part) => part.isOn && part.usesGraph);
  const began = performance.now();
  const checks = await Promise.all(
    parts.map(async (part) =>
      part.isOn ? checkPart(part, input) : unchecked(part.name, describeOff(part, input.switches)),
    ),
  );
  if (!parts.some((part) => part.isOn)) {
    checks.push(warning("all parts", "every part is off: the Action does nothing"));
  }
  if (settings.graphToken === "idp") checks.push(explainDelegated(parts));
  if (!isGraphUsed || !input.token) return checks;
  if (!userId) checks.push(unchecked("user data", "add --user to check data, photos and pages of a user"));
  return [...checks, ...checkTime(settings, input.token.ms + performance.now() - began)];
}

function describeOff({ name, offReason }: Part, switches: readonly PartSwitch[]): string {
  const missing = switches.find((each) => each.name === name)?.missing ?? [];
  return offReason ?? (missing.length === 0 ? "off" : `off: set ${missing.join(" and ")} to on`);
}

async function checkPart(part: Part, input: GraphInput): Promise<Check> {
  const { settings, token, userId, hosts, timeoutMs } = input;
  if (!part.usesGraph) return ok(part.name, "from the claims only, without a request to Graph");
  if (!token) return unchecked(part.name, "needs the token");
  const budget = startDeadline(timeoutMs + SAVE_MS);
  const { graph, isLastForeign } = watchGraph(createGraphClient(settings.cloud.graph, token.value, budget));
  try {
    const reading = await part.read({
      graph,
      claims: { attributes: {}, userId: undefined, native: true },
      userPath: `/users/${userId ?? randomUUID()}`,
      tenantId: settings.tenantId,
      oid: undefined,
      stored: { metadata: {}, entra: {} },
      wasRead: false,
    });
    return userId ? ok(part.name, describe(part, reading)) : checkPermission(part, token, settings);
  } catch (error) {
    const failure = toFailure(error);
    if (!userId && failure.reason === "user_not_found") return checkPermission(part, token, settings);
    const isForeign = ["credentials", "permission", "invalid"].includes(failure.reason) && isLastForeign();
    if (!userId && failure.reason === "invalid" && !isForeign)
      return unchecked(part.name, "the response without a user is not conclusive: add --user");
    const cause = isForeign ? new Failure("invalid") : failure;
    const text = hosts.explain([new URL(settings.cloud.graph).host], cause, timeoutMs);
    return text ? failed(part.name, text) : checkOf(part, failure, settings);
  } finally {
    budget.end();
  }
}

/** A reader that remembers whether its last response was a page, for example of a proxy, instead of Graph's error. */
function watchGraph(reader: GraphReader) {
  let last: GraphResponse | undefined;
  const graph: GraphReader = {
    origin: reader.origin,
    async get(...request) {
      last = await reader.get(...request);
      return last;
    },
  };
  return { graph, isLastForeign: () => last?.error === undefined && (last?.body.length ?? 0) > 0 };
}

/** Graph checks the permission before it looks for the user, so a request for an unknown user proves the permission. */
function checkPermission(part: Part, token: EntraToken, settings: Settings): Check {
  const included = INCLUDED_IN[part.permission];
  const findGranted = (names: readonly string[]) => names.find((name) => token.roles?.includes(name));
  if (!token.roles || !included) return ok(part.name, `${part.permission}: not refused by Graph`);
  const certain = findGranted(included.certain);
  if (certain) return ok(part.name, `${certain} (application) is granted`);
  const possible = findGranted(included.possible);
  if (possible) {
    return warning(
      part.name,
      `${possible} may be sufficient; ${part.permission} (application) is documented. Check with --user`,
    );
  }
  return checkOf(part, new Failure("permission", { delegated: false }), settings);
}

function checkOf(part: Part, failure: Failure, settings: Settings): Check {
  const { reason } = failure;
  const hint = partHint(part, failure, settings);
  switch (reason) {
    case "permission":
      return failed(part.name, hint, portalPage(settings, "permissions"));
    case "limited":
      return failed(
        part.name,
        `Graph returns only IDs and nulls: ${hint}`,
        portalPage(settings, "permissions"),
      );
    case "user_not_found":
      return {
        ...failed(
          part.name,
          "the user does not exist in the tenant of AZURE_TENANT_ID: check --user and AZURE_TENANT_ID",
        ),
        textIfRepeated: "the user does not exist, see above",
      };
    case "credentials":
    case "invalid":
    case "throttled":
    case "unavailable":
    case "timeout":
    case "too_large":
      return failed(part.name, hint);
  }
}

/** What was read, without its content, because the output may be shared. */
function describe(part: Part, reading: Reading): string {
  if (reading.kind === "unavailable") return "none: the user has no mailbox";
  if (reading.kind === "none") return "read: the user has none";
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
    "user tokens",
    `GRAPH_TOKEN=idp needs ${permissions} (delegated) and admin consent on the connection's app registration: only a login can check it`,
  );
}

/** Warns if a login would have timed out. */
function checkTime({ timeBudgetMs }: Settings, ms: number): Check[] {
  const duration = Math.round(ms);
  if (duration <= timeBudgetMs)
    return [ok("time", `token and reads took ${duration} of the ${timeBudgetMs} ms of TIME_BUDGET_MS`)];
  return [
    warning(
      "time",
      `token and reads took ${duration} ms from this machine: raise TIME_BUDGET_MS (${timeBudgetMs}) if logins time out`,
    ),
  ];
}
