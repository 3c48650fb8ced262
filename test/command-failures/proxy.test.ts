import { setUpDeploy } from "../support/cli/deploy";
import { setUpProxy } from "../support/cli/proxy";
import { runCli } from "../support/cli/run";
import { setUpSync } from "../support/cli/sync";
import { SETTINGS, USER } from "../support/cli/tenant";
import { type ProxyBehavior, startProxy } from "../support/standin/proxy";
import { AUTH0_DOMAIN, PROXY_HOST } from "../support/standin/server";

const setup = setUpProxy();

const NO_RESPONSE =
  "the proxy PROXY gave no valid response to a connection to HOST: check that HTTPS_PROXY is an HTTP proxy";

/** Expects both rows of tokens, with this text. */
function expectRows(stdout: string, pattern: string): void {
  const address = `${PROXY_HOST}:${setup.proxy.port}`;
  for (const host of ["login.microsoftonline.com", "contoso.eu.auth0.com"]) {
    const text = pattern.replace("PROXY", address).replace("HOST", host);
    expect(stdout).toMatch(new RegExp(`✗ +token +${text}`));
  }
}

describe("doctor behind a proxy that fails", () => {
  it.each<[string, ProxyBehavior, string]>([
    [
      "user name and password",
      407,
      "the proxy PROXY refused the connection to HOST \\(407\\): check user name and password in HTTPS_PROXY",
    ],
    [
      "the hosts that the proxy does not allow",
      403,
      "the proxy PROXY refused the connection to HOST \\(403\\): allow this host in the proxy of HTTPS_PROXY",
    ],
    [
      "the hosts that the proxy cannot reach",
      502,
      "the proxy PROXY refused the connection to HOST \\(502\\): check the proxy of HTTPS_PROXY",
    ],
    [
      "a proxy that resets connections",
      "reset",
      "cannot connect to the proxy PROXY \\(ECONNRESET\\), so HOST was not reached: check HTTPS_PROXY",
    ],
    ["a proxy that closes connections", "close", NO_RESPONSE],
    ["a server that is not a proxy", "garbage", NO_RESPONSE],
  ])("names %s", async (_, behavior, pattern) => {
    setup.proxy.behavior = behavior;
    const { code, stdout } = await setup.doctor();
    expectRows(stdout, pattern);
    expect(code).toBe(1);
    expect(setup.standIn.requests).toEqual([]);
  });

  it("prints no password of the proxy", async () => {
    setup.proxy.authorization = "Basic other";
    const url = `http://proxy-user:secret-word@${PROXY_HOST}:${setup.proxy.port}`;
    const { stdout, stderr } = await setup.doctor({ HTTPS_PROXY: url, DEBUG: "1" });
    expectRows(stdout, "the proxy PROXY refused .*407");
    expect(stdout + stderr).not.toMatch(/secret-word|proxy-user/);
  });

  it("names a proxy that cannot be reached, and its variable", async () => {
    const proxy = await startProxy(setup.standIn);
    await proxy.close();
    const all_proxy = `http://${PROXY_HOST}:${proxy.port}`;
    const { stdout } = await setup.doctor({ HTTPS_PROXY: "", all_proxy }, { proxy });
    expect(stdout).toContain(
      `cannot connect to the proxy ${PROXY_HOST}:${proxy.port} (ECONNREFUSED), so login.microsoftonline.com was not reached: check all_proxy`,
    );
  });

  it("names a proxy whose certificate is not trusted", async () => {
    const proxy = await startProxy(setup.standIn, { isTls: true });
    const HTTPS_PROXY = `https://${PROXY_HOST}:${proxy.port}`;
    const { stdout } = await setup.doctor({ HTTPS_PROXY }, { proxy, isTrusted: false });
    await proxy.close();
    expect(stdout).toMatch(
      /the certificate of the proxy proxy\.example:\d+ is not trusted \(\w+\): .*NODE_EXTRA_CA_CERTS/,
    );
  });

  it("names NODE_EXTRA_CA_CERTS if the certificate behind the proxy is not trusted", async () => {
    const { stdout } = await setup.doctor({}, { isTrusted: false });
    expect(stdout).toMatch(
      /the certificate of login.microsoftonline.com is not trusted \(\w+\): .*NODE_EXTRA_CA_CERTS/,
    );
  });
});

describe("record behind a proxy that fails", () => {
  it("names the proxy and writes nothing", async () => {
    const { folder, standIn, proxy } = setup;
    proxy.behavior = 403;
    const env = { ...SETTINGS, HTTPS_PROXY: setup.url() };
    const args = ["record", "--user", USER, "--scenario", "mine"];
    const { code, stderr } = await runCli(args, { env, folder, standIn, proxy });
    expect(stderr).toBe(
      `nothing was written: the proxy ${PROXY_HOST}:${proxy.port} refused the connection to login.microsoftonline.com (403): allow this host in the proxy of HTTPS_PROXY, or add it to NO_PROXY\n`,
    );
    expect(code).toBe(1);
  });
});

describe("sync behind a proxy that fails", () => {
  const company = setUpSync();

  it("names the proxy in its hint if the proxy refuses", async () => {
    const proxy = await startProxy(company.standIn);
    proxy.behavior = 407;
    const env = { HTTPS_PROXY: `http://${PROXY_HOST}:${proxy.port}` };
    const { summary, stderr } = await company.run([], env, { proxy });
    await proxy.close();
    const hint = `the proxy ${PROXY_HOST}:${proxy.port} refused the connection to ${AUTH0_DOMAIN} (407): check user name and password in HTTPS_PROXY`;
    expect(summary.hint).toBe(hint);
    expect(stderr).toContain(`${hint}\n`);
  });
});

describe("deploy behind a proxy", () => {
  const target = setUpDeploy();

  it.each<[string, ProxyBehavior, RegExp]>([
    ["deploys", "tunnel", /^$/],
    [
      "names the proxy if the proxy refuses",
      407,
      /^could not .*: the proxy proxy\.example:\d+ refused the connection to contoso\.eu\.auth0\.com \(407\): check user name and password in HTTPS_PROXY\. .*\n$/,
    ],
  ])("%s", async (_, behavior, pattern) => {
    const proxy = await startProxy(target.standIn);
    proxy.behavior = behavior;
    const options = target.options({ HTTPS_PROXY: `http://${PROXY_HOST}:${proxy.port}` });
    const { code, stderr, directHosts } = await runCli(["deploy"], { ...options, proxy });
    await proxy.close();
    expect(stderr.replaceAll(/^!.*\n/gm, "")).toMatch(pattern);
    expect(code).toBe(behavior === "tunnel" ? 0 : 1);
    expect(directHosts).toEqual([]);
    expect(proxy.targets).toContain(`${AUTH0_DOMAIN}:443`);
  });
});
