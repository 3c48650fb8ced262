import { NAME, SCOPES, UPDATE_BINDINGS, setUpDeploy } from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { quoteSecrets } from "../support/standin/unusable";

const setup = setUpDeploy("Terms");

/** A certificate and a key without meaning, whose lines must not be printed either. */
const PEM = ["CERTIFICATE", "PRIVATE KEY"]
  .map(
    (kind) => `-----BEGIN ${kind}-----\nMIICpem${kind.length}first\nMIICpemsecond==\n-----END ${kind}-----\n`,
  )
  .join("");

const VALUES = { AZURE_CLIENT_CERTIFICATE: PEM };

const COMMANDS = {
  deploy: ["deploy"],
  rollback: ["rollback"],
  remove: ["remove", "--delete"],
} as const;

/** A message that quotes values and a token in several forms. */
const QUOTING = [
  "Payload validation error: entra-secret-value",
  PEM,
  JSON.stringify({ value: PEM }),
  PEM.replaceAll("\n", "\\n"),
  PEM.replaceAll("\n", " "),
  "MIICpemsecond==",
  "deployer-secret-value",
  "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
].join("\n\u001b[31m");

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
    await setup.deploy(bind, VALUES);
    await setup.deploy(bind, VALUES);
  });

  it.each([400, 403])("is printed on one line without secrets: %s", async (status) => {
    setup.backend.override = respondTo(operation, auth0Error(status, "Bad Request", QUOTING, "some_code"));
    const ran = await setup.run(args, VALUES);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(new RegExp(`^could not ${purpose}: `));
    const isScopeMissing = status === 403;
    expect(ran.stderr).toContain(
      isScopeMissing ? "grant the scopes" : `${status}, some_code: Payload validation error: [`,
    );
    const printed = ran.stdout + ran.stderr;
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(printed).not.toMatch(/-value|MIIC|PRIVATE KEY|BEGIN|eyJ|standin-token|8f2c7a10/);
    // eslint-disable-next-line no-control-regex -- the test looks for it
    expect(printed).not.toMatch(/\u001b/);
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
    const ran = await setup.deploy([], VALUES);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      "'String is too long: [AZURE_TENANT_ID], [AZURE_CLIENT_ID], [AZURE_CLIENT_SECRET], [AZURE_CLIENT_CERTIFICATE] , on' on property secrets.",
    );
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("hides values in the errors of a build and of a test run", async () => {
    await setup.deploy([], VALUES);
    Object.assign(setup.action() ?? {}, { testError: { name: QUOTING, message: QUOTING } });
    const ran = await setup.deploy([], VALUES);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("the draft failed its test run in Auth0's runtime (");
    expect(ran.stderr).not.toMatch(/entra-secret-value|MIIC|PRIVATE KEY|eyJ/);
    setup.backend.override = respondTo("GET /actions/actions/{id}", (response) => {
      const action = { id: setup.action()?.id, name: NAME, status: "failed", errors: [{ msg: QUOTING }] };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(action));
    });
    const failed = await setup.deploy([], VALUES);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("Auth0 could not build the draft: Payload validation error: [");
    expect(failed.stderr).not.toMatch(/entra-secret-value|MIIC|PRIVATE KEY|eyJ/);
    expect(failed.stderr.trim().split("\n")).toHaveLength(1);
  });
});
