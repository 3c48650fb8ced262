import { setUpDeploy } from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { AUTH0_CUSTOM_DOMAIN, AUTH0_DOMAIN } from "../support/standin/server";

const setup = setUpDeploy();

const COMMANDS = [["deploy"], ["status"], ["rollback"], ["remove"]];

describe.each(COMMANDS)("%s", (...args) => {
  it("names the canonical domain as the remedy if AUTH0_DOMAIN is a custom domain", async () => {
    const ran = await setup.run(args, { AUTH0_DOMAIN: AUTH0_CUSTOM_DOMAIN });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not read the Actions: Auth0 refused the sign-in: set AUTH0_DOMAIN to the canonical domain \(TENANT\.auth0\.com\), not a custom domain\n$/,
    );
    expect(setup.writes()).toEqual([]);
  });

  it("mentions NODE_EXTRA_CA_CERTS if the certificate is not trusted", async () => {
    const ran = await setup.run(args, {}, { isTrusted: false });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not read the Actions: the certificate of contoso\.eu\.auth0\.com is not trusted \(\w*CERT\w*\): .*NODE_EXTRA_CA_CERTS/,
    );
    expect(setup.standIn.requests).toEqual([]);
  });

  it("names the host and the code if the connection is refused", async () => {
    const ran = await setup.run(args, {}, { standIn: undefined });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not read the Actions: cannot connect to contoso\.eu\.auth0\.com \(ECONNREFUSED\): check name resolution, proxy and firewall/,
    );
  });

  it("names the host and the code if name resolution does not know it", async () => {
    const ran = await setup.run(args, {}, { unresolved: new Set([AUTH0_DOMAIN]) });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not read the Actions: cannot connect to contoso\.eu\.auth0\.com \(ENOTFOUND\): check name resolution/,
    );
  });

  it("mentions a proxy if the response is not HTTP", async () => {
    setup.backend.override = respondTo("POST /oauth/token", (response) => {
      response.socket?.end("SSH-2.0-Server\r\n\r\n");
    });
    const ran = await setup.run(args);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not read the Actions: unexpected response from contoso\.eu\.auth0\.com \(HPE_\w+\): check for a proxy/,
    );
  });

  it("names the host and the time to wait if the sign-in is throttled", async () => {
    const headers = { "retry-after": "40" };
    setup.backend.override = respondTo(
      "POST /oauth/token",
      auth0Error(429, "Too Many Requests", "Slow down", "too_many_requests", headers),
    );
    const ran = await setup.run(args);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(AUTH0_DOMAIN);
    expect(ran.stderr).toContain("40 s");
    expect(ran.stderr).not.toMatch(/doctor|Error/);
  });
});

test("status does not send a read again that failed after a long time", async () => {
  let time = Date.now();
  const clock = {
    now: () => time,
    pause: async (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
  };
  setup.backend.override = respondTo("POST /oauth/token", (response) => {
    time += 21_000;
    response.socket?.destroy();
  });
  const ran = await setup.run(["status"], {}, { clock });
  expect(ran.stderr).toMatch(/^could not read the Actions: cannot connect to contoso\.eu\.auth0\.com /);
  expect(setup.standIn.requests).toHaveLength(1);
});
