/**
 * Pages of `npm start -- --html` for tests.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SCENARIOS, readScenario } from "../../../src/cli/shared/scenario";
import { makeProject, runCli } from "../cli/run";

/** Changes to the first login of a user. */
export interface LoginChanges {
  readonly title?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** `app_metadata` before the login. */
  readonly stored?: object;
  /** Attributes of the Auth0 user. */
  readonly user?: object;
  /** Properties of the Graph user. */
  readonly profile?: object;
  readonly manager?: object;
  readonly reports?: readonly object[];
  readonly groups?: readonly object[];
  readonly photo?: Buffer;
}

export interface ReplayPages {
  /** The page of a recorded scenario, or of all. @returns its file */
  ofScenario(name: string): Promise<string>;
  /** The page of a login that differs from the recording. @returns its file */
  ofLogin(changes: LoginChanges): Promise<string>;
}

/** Creates a folder for the pages before the tests of a file, and removes it after. */
export function setUpReplayPages(): ReplayPages {
  let folder = "";
  let pages = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pages-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const newFile = () => join(folder, `page-${(pages += 1)}.html`);
  return {
    async ofScenario(name) {
      const file = newFile();
      const { code, stderr } = await runCli(["replay", "--html", file, ...scenarioArgs(name)]);
      expect([code, stderr]).toEqual([0, ""]);
      return file;
    },
    async ofLogin(changes) {
      const file = newFile();
      const project = makeProject();
      try {
        writeScenario(join(project.path, SCENARIOS, "changed"), changes);
        const args = ["replay", "--html", file, "--scenario", "changed"];
        const { stderr } = await runCli(args, { folder: project.path });
        expect(stderr).toBe("");
      } finally {
        project.remove();
      }
      return file;
    },
  };
}

function scenarioArgs(name: string): string[] {
  return name === "--all" ? [name] : ["--scenario", name];
}

/** Its expected result stays that of the recording, so the page also lists what differs from it. */
function writeScenario(folder: string, changes: LoginChanges): void {
  const { event, answers, expected, now } = readScenario("first-login-v2");
  const { title = "Changed", secrets, stored, user, groups } = changes;
  const changedUser = { ...(event.user as object), ...user, ...(stored && { app_metadata: stored }) };
  const groupAnswer = answers
    .filter(({ path }) => path.includes("/directReports?"))
    .map((answer) => ({
      ...answer,
      path: answer.path.replace(/directReports\?.*/, "transitiveMemberOf?$select=id,displayName&$top=999"),
      response: { value: groups },
    }));
  const files = {
    scenario: { title, now },
    event: {
      ...event,
      user: changedUser,
      secrets: { ...(event.secrets as object), ...(groups && { SYNC_GROUPS: "on" }), ...secrets },
    },
    answers: [
      ...answers.map((answer) => ({ ...answer, response: responseOf(answer, changes) })),
      ...(groups ? groupAnswer : []),
    ],
    expected,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  }
}

function responseOf(
  { path, response }: { readonly path: string; readonly response?: unknown },
  { profile, manager, reports, photo }: LoginChanges,
): unknown {
  if (path.includes("/photos/")) return photo ? photo.toString("hex") : response;
  if (path.includes("/manager?")) return manager ?? response;
  if (path.includes("/directReports?")) return reports ? { value: reports } : response;
  return path.includes("?$select=") ? { ...(response as object), ...profile } : response;
}
