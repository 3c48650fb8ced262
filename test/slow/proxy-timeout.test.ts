import { setUpProxy } from "../support/cli/proxy";
import { PROXY_HOST } from "../support/standin/server";

const setup = setUpProxy();

describe("doctor behind a proxy that does not respond", () => {
  it("names the proxy and closes its connections", async () => {
    setup.proxy.behavior = "hang";
    const { code, stdout, openProxyConnections } = await setup.doctor();
    for (const host of ["login.microsoftonline.com", "contoso.eu.auth0.com"]) {
      expect(stdout).toContain(
        `the proxy ${PROXY_HOST}:${setup.proxy.port} did not respond to a connection to ${host}: check HTTPS_PROXY and the network`,
      );
    }
    expect(openProxyConnections).toBe(0);
    expect(code).toBe(1);
  });
});
