import { setUpDeploy } from "../support/cli/deploy";
import { startCli } from "../support/cli/run";
import { type Selector, respondTo } from "../support/standin/backend";

const setup = setUpDeploy("Terms");

const DEPLOY_VERSION = "POST /actions/actions/{id}/versions/{version}/deploy";

/** Application whose sign-in has no response. */
const SILENT_CLIENT = "silent";

/** Overrides with no response, for requests that match. */
const silence = (selector: Selector) => respondTo(selector, () => {});

describe("a host that does not respond", () => {
  it("is abandoned after 25 s and named, at the sign-in, at a read and at a write, without another attempt", async () => {
    await setup.deploy();
    await setup.deploy();
    setup.forgetOperations();
    const rules = [silence("GET /actions/triggers/post-login/bindings"), silence(DEPLOY_VERSION)];
    setup.backend.override = (exchange, response) =>
      exchange.subject === SILENT_CLIENT || rules.some((override) => override(exchange, response));
    const run = async (args: readonly string[], changes = {}) => startCli(args, setup.options(changes)).ended;
    const [signIn, read, write] = await Promise.all([
      run(["deploy"], { DEPLOY_AUTH0_CLIENT_ID: SILENT_CLIENT }),
      run(["deploy"]),
      run(["rollback"]),
    ]);
    const text =
      "contoso.eu.auth0.com did not respond within 25 s: check that the network allows connections to it. Then run the command again: it is safe to repeat";
    const unwrap = (lines: string) => lines.trim().split(/\s+/).join(" ");
    expect([signIn, read, write].map(({ code, stderr }) => [code, unwrap(stderr)])).toEqual([
      [1, `could not read the Actions: ${text}`],
      [1, `could not read the flow: ${text}`],
      [1, `could not deploy the version: ${text}`],
    ]);
    const silent = setup.backend.exchanges.filter(({ subject }) => subject === SILENT_CLIENT);
    expect(silent).toHaveLength(1);
    expect(setup.writes()).toEqual([DEPLOY_VERSION]);
    expect(setup.operations().filter((operation) => operation.includes("triggers"))).toHaveLength(1);
  });
});
