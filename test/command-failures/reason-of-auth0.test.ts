import { rsaCertificate } from "../support/cli/certificates";
import { NAME, SCOPES, UPDATE_BINDINGS, setUpDeploy } from "../support/cli/deploy";
import type { Ran } from "../support/cli/run";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { quoteSecrets } from "../support/standin/unusable";

const setup = setUpDeploy("Terms");

/** A certificate with its key. */
let pem: string;
let values: Readonly<Record<string, string>>;

beforeAll(async () => {
  pem = (await rsaCertificate()).pem.trim();
  values = { AZURE_CLIENT_CERTIFICATE: pem };
});

const COMMANDS = {
  deploy: ["deploy"],
  rollback: ["rollback"],
  remove: ["remove", "--delete"],
} as const;

/** A message that quotes values and a token in several forms. */
function quoting(): string {
  return [
    "Payload validation error: entra-secret-value",
    "deployer-secret-value",
    "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
    pem.split("\n")[5],
    JSON.stringify({ value: pem }),
    pem.replaceAll("\n", "\\n"),
    pem.replaceAll("\n", " "),
    pem,
  ].join("\n\u001b[31m");
}

function expectNoSecret(ran: Ran): void {
  const printed = ran.stdout + ran.stderr;
  expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  expect(printed).not.toMatch(/-value|eyJ|standin-token|8f2c7a10/);
  // eslint-disable-next-line no-control-regex -- the test looks for it
  expect(printed).not.toMatch(/\u001b/);
  for (const line of pem.split("\n")) expect(printed).not.toContain(line);
}

describe.each([
  ["POST /actions/actions", "create the Action", COMMANDS.deploy],
  ["PATCH /actions/actions/{id}", "update the Action", COMMANDS.deploy],
  ["POST /actions/actions/{id}/test", "test the draft", COMMANDS.deploy],
  ["POST /actions/actions/{id}/deploy", "deploy the Action", COMMANDS.deploy],
  [UPDATE_BINDINGS, "update the flow", COMMANDS.deploy],
  ["POST /actions/actions/{id}/versions/{version}/deploy", "deploy the version", COMMANDS.rollback],
  ["DELETE /actions/actions/{id}", "delete the Action", COMMANDS.remove],
] as const)("the reason why Auth0 refuses %s", (operation, purpose, args) => {
  beforeEach(async () => {
    setup.setScopes([...SCOPES, "delete:actions"]);
    if (operation === "POST /actions/actions") return;
    const bind = operation === UPDATE_BINDINGS ? ["--no-bind"] : [];
    await setup.deploy(bind, values);
    await setup.deploy(bind, values);
  });

  it.each([400, 403])("is printed on one line without secrets: %s", async (status) => {
    setup.backend.override = respondTo(operation, auth0Error(status, "Bad Request", quoting(), "some_code"));
    const ran = await setup.run(args, values);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(new RegExp(`^could not ${purpose}: `));
    expect(ran.stderr).toContain(`(${status}, some_code: Payload validation error: [`);
    expectNoSecret(ran);
  });
});

describe("deploy", () => {
  it.each([["create"], ["update"]])("hides all values that Auth0 quotes: %s", async (what) => {
    if (what === "update") await setup.deploy();
    setup.backend.override = (exchange, response) => {
      const isWrite = ["createDraft", "updateDraft"].includes(exchange.target);
      if (isWrite) quoteSecrets(response, exchange);
      return isWrite;
    };
    const ran = await setup.deploy([], values);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "'String is too long: [AZURE_TENANT_ID], [AZURE_CLIENT_ID], [AZURE_CLIENT_SECRET], [AZURE_CLIENT_CERTIFICATE], on' on property secrets.",
    );
    expectNoSecret(ran);
  });

  it("hides values in the errors of a build and of a test run", async () => {
    await setup.deploy([], values);
    Object.assign(setup.action() ?? {}, { testError: { name: quoting(), message: quoting() } });
    const ran = await setup.deploy([], values);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("the draft failed its test run in Auth0's runtime (");
    expectNoSecret(ran);
    setup.backend.override = respondTo("GET /actions/actions/{id}", (response) => {
      const action = { id: setup.action()?.id, name: NAME, status: "failed", errors: [{ msg: quoting() }] };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(action));
    });
    const failed = await setup.deploy([], values);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("Auth0 could not build the draft: Payload validation error: [");
    expectNoSecret(failed);
  });
});
