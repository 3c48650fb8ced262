/**
 * `npm run rollback`: deploys an earlier version of the Action.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2/actions/post-deploy-action-version
 */

import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import type { Action, ActionVersion } from "../shared/management-api/client";
import { requireOwnAction } from "../shared/remote-action/find";
import { requireScopes, withSession } from "../shared/remote-action/session";
import { waitUntilLive } from "../shared/remote-action/wait";

export interface RollbackOptions {
  /** Number of a version. Default: the one before the current version. */
  readonly to?: string;
}

/** Scopes that a rollback needs. */
const SCOPES = ["read:actions", "create:actions"];

/** Maximum time in milliseconds to wait for the new version. */
const MAX_WAIT_MS = 120_000;

/** Maximum number of versions to print. */
const MAX_PRINTED = 10;

/** Deploys the version, and waits until logins run it. @returns the exit code */
export async function rollback({ to }: RollbackOptions, context: CommandContext): Promise<number> {
  const number = to === undefined ? undefined : parseVersion(to);
  return withSession(
    {},
    context,
    () => ({}),
    async (session) => {
      const { management, report, clock, secrets } = session;
      const action = await requireOwnAction(session);
      const { id, name } = action;
      requireScopes(session, SCOPES);
      const target = chooseVersion(await management.listVersions(id), action, number);
      const deployed = await management.deployVersion(id, target.id);
      const remedy = "run npm run status later";
      const wait = { management, id, maxMs: MAX_WAIT_MS, remedy, report, clock, secrets };
      await waitUntilLive(deployed.id ?? "", wait);
      report.done(
        `deployed version ${target.number}${describeDate(target.date)} of "${name}" at ${management.domain} again, as version ${deployed.number ?? "unknown"}, and copied it to the draft`,
      );
      report.note(
        "To go further back, use --to. The next `npm run deploy` deploys the local files: correct them first.",
      );
      return 0;
    },
  );
}

/** @param versions newest first */
function describeVersions(versions: readonly number[]): string {
  if (versions.length === 0) return "there is no other version";
  const earlier = versions.length - MAX_PRINTED;
  const named = versions.slice(0, MAX_PRINTED).join(", ");
  return `the other versions are ${named}${earlier > 0 ? ` and ${earlier} earlier ones` : ""}`;
}

function parseVersion(to: string): number {
  const number = Number(to);
  if (!/^\d+$/.test(to) || number < 1)
    throw new UsageError("--to must be the number of a version, such as 3");
  return number;
}

interface NumberedVersion {
  readonly id: string;
  readonly number: number;
  readonly date: string | undefined;
}

function describeDate(date: string | undefined): string {
  return date === undefined ? "" : ` (${date.slice(0, 10)})`;
}

/** The version with this number, or the one before the current one. @throws if there is none; names the others */
function chooseVersion(
  versions: readonly ActionVersion[],
  { deployed_version: current, name }: Action,
  number: number | undefined,
): NumberedVersion {
  if (current?.number === undefined) throw new Error(`"${name}" is not deployed: run npm run deploy`);
  const { number: live } = current;
  // Auth0 does not document the order of the list. A version that could not be built cannot be deployed.
  const usable = versions
    .flatMap(({ id, number: each, status, created_at: date }) =>
      id !== undefined && each !== undefined && status !== "failed" ? [{ id, number: each, date }] : [],
    )
    .sort((a, b) => b.number - a.number);
  const others = usable.filter((version) => version.number !== live).map((version) => version.number);
  const available = describeVersions(others);
  if (number === live) throw new Error(`version ${live} is the current version: ${available}`);
  const found = usable.find((version) =>
    number === undefined ? version.number < live : version.number === number,
  );
  if (found) return found;
  throw new Error(
    number === undefined
      ? `there is no version before ${live}, the current one: ${available}`
      : `there is no version ${number} that can be deployed: ${available}`,
  );
}
