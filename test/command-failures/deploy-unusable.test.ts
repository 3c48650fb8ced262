import { UPDATE_BINDINGS, expectCompleted, setUpDeploy } from "../support/cli/deploy";
import { type Override, respondTo } from "../support/standin/backend";
import { send } from "../support/standin/handler";
import { AUTH0_DOMAIN } from "../support/standin/server";
import { UNUSABLE } from "../support/standin/unusable";

const OTHERS = ["Terms (step)"];

const setup = setUpDeploy("Terms");

const html = { "content-type": "text/html" };

const respondHtml =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (response: Parameters<typeof send>[0]) => {
    send(response, { status, headers: { ...html, ...headers }, body: "<!doctype html><p>Blocked</p>" });
  };

/** Responses that are not Auth0's, or of no use. */
const RESPONSES = {
  ...UNUSABLE,
  "403 of a proxy": respondHtml(403),
  "407 of a proxy": respondHtml(407, { "proxy-authenticate": "Basic" }),
  "400 of a proxy": respondHtml(400),
  "503 of a proxy": respondHtml(503),
  "a redirect": respondHtml(302, { location: "https://sign-in.example/" }),
};

const NAMES = (Object.keys(RESPONSES) as (keyof typeof RESPONSES)[]).filter((name) => name !== "no response");

const LISTS = ["GET /actions/actions", "GET /actions/triggers/post-login/bindings"] as const;

const COMMANDS = [["deploy"], ["deploy", "--dry-run"], ["status"], ["remove"]] as const;

async function expectStopped(args: readonly string[], override: Override): Promise<void> {
  setup.backend.override = override;
  const ran = await setup.run(args);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/^could not /);
  expect(ran.stderr).toContain(AUTH0_DOMAIN);
  expect(ran.stderr).not.toMatch(/doctype|Error\)|undefined|someone else/);
  expect(ran.stderr.trim().split("\n")).toHaveLength(1);
}

describe("an unusable response", () => {
  describe.each(NAMES)("%s", (name) => {
    it.each(LISTS)("stops a command before it writes anything: %s", async (operation) => {
      await setup.deploy();
      setup.forgetOperations();
      for (const args of COMMANDS) await expectStopped(args, respondTo(operation, RESPONSES[name]));
      expect(setup.writes()).toEqual([]);
    });

    it("stops a rollback before it writes anything", async () => {
      await setup.deploy();
      await setup.deploy();
      setup.forgetOperations();
      for (const operation of [LISTS[0], "GET /actions/actions/{id}/versions"] as const) {
        await expectStopped(["rollback"], respondTo(operation, RESPONSES[name]));
      }
      expect(setup.writes()).toEqual([]);
    });

    it("stops a command at the sign-in, and is not taken for a refusal of Auth0", async () => {
      for (const args of [["deploy"], ["status"], ["rollback"], ["remove"]]) {
        await expectStopped(args, respondTo("POST /oauth/token", RESPONSES[name]));
      }
      const { stderr } = await setup.deploy();
      expect(stderr).not.toMatch(/refused the sign-in|CLIENT_SECRET/);
      expect(setup.operations()).toEqual([]);
    });
  });

  describe.each(["an HTML page", "an empty object", "null instead of a list", "403 of a proxy"] as const)(
    "%s",
    (name) => {
      it.each([
        "POST /actions/actions",
        "POST /actions/actions/{id}/test",
        "POST /actions/actions/{id}/deploy",
        UPDATE_BINDINGS,
      ] as const)("to %s stops the deployment, and another run completes it", async (operation) => {
        await expectStopped(["deploy"], respondTo(operation, RESPONSES[name]));
        expect(setup.flow()).toEqual(OTHERS);
        await expectCompleted(setup, ...OTHERS);
      });
    },
  );
});
