import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isExcluded, readProxySettings } from "../../../src/cli/shared/proxy-settings";
import { setUpProxy } from "../../support/cli/proxy";
import { runCli } from "../../support/cli/run";
import { SETTINGS, USER } from "../../support/cli/tenant";
import { AUTH0_DOMAIN, PROXY_HOST } from "../../support/standin/server";

const GRAPH = "graph.microsoft.com";
const LOGIN = "login.microsoftonline.com";

const setup = setUpProxy();

describe("the proxy of a command", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])("is that of %s", async (name) => {
    const { code, directHosts } = await setup.doctor({ HTTPS_PROXY: "", [name]: setup.url() });
    expect(directHosts).toEqual([]);
    expect(code).toBe(0);
  });

  it("is that of HTTPS_PROXY if ALL_PROXY names another one", () => {
    const url = "http://proxy.example:8080";
    expect(readProxySettings({ ALL_PROXY: "http://other.example", HTTPS_PROXY: url })?.variable).toBe(
      "HTTPS_PROXY",
    );
    expect(readProxySettings({ HTTP_PROXY: url })).toBeUndefined();
  });

  it("may be set in .env", async () => {
    const file = join(setup.folder, ".env");
    writeFileSync(file, `HTTPS_PROXY=${setup.url()}`);
    const { folder, standIn, proxy } = setup;
    const { code, directHosts } = await runCli(["doctor"], { env: SETTINGS, folder, standIn, proxy });
    rmSync(file);
    expect(directHosts).toEqual([]);
    expect(code).toBe(0);
  });

  it("is an HTTP proxy if its URL has no scheme", async () => {
    const { code, directHosts } = await setup.doctor({ HTTPS_PROXY: `${PROXY_HOST}:${setup.proxy.port}` });
    expect(directHosts).toEqual([]);
    expect(code).toBe(0);
  });

  it("receives user name and password, percent-decoded", async () => {
    setup.proxy.authorization = `Basic ${Buffer.from("us:er:p@ss/w rd").toString("base64")}`;
    const url = `http://us%3Aer:p%40ss%2Fw%20rd@${PROXY_HOST}:${setup.proxy.port}`;
    const { code, stdout } = await setup.doctor({ HTTPS_PROXY: url });
    expect(stdout).not.toContain("p%40ss");
    expect(code).toBe(0);
  });

  it.each([
    ["a scheme that is not HTTP", "socks5://user:secret-word@proxy.example:1080"],
    ["a port that is not a number", "http://user:secret-word@proxy.example:port"],
    ["a password that is not percent-encoded", "http://user:8/secret-word@proxy.example:8080"],
    ["percent-encoding that is not valid", "http://user:%secret-word@proxy.example:8080"],
    ["no host", "http://"],
  ])("is an error that names only the variable if its URL has %s", async (_, value) => {
    for (const name of ["HTTPS_PROXY", "all_proxy"]) {
      const ran = await setup.doctor({ HTTPS_PROXY: "", [name]: value });
      expect(ran.stderr).toMatch(new RegExp(`^${name} is not the URL of an HTTP proxy: set it to .*\n$`));
      expect(ran.stdout + ran.stderr).not.toMatch(/secret-word|proxy\.example/);
      expect(ran.code).toBe(1);
    }
    expect(setup.standIn.requests).toEqual([]);
  });

  it("makes no difference to commands that send no request", async () => {
    const env = { ALL_PROXY: "socks5://proxy.example:1080", AZURE_TENANT_ID: USER };
    const replayed = await runCli(["replay", "--scenario", "fresh"], { env });
    expect(replayed.code).toBe(0);
    const exported = await runCli(["export", "--out", "exported"], { env, folder: setup.folder });
    expect(exported.stderr).not.toContain("ALL_PROXY");
    expect(exported.code).toBe(0);
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["an exact host", GRAPH, [GRAPH]],
    ["a domain", "microsoft.com", [GRAPH]],
    ["a domain with a dot", ".microsoft.com", [GRAPH]],
    ["several entries", `localhost, ${GRAPH} ,${LOGIN}`, [GRAPH, LOGIN]],
    ["*", "*", [AUTH0_DOMAIN, GRAPH, LOGIN]],
  ])("excludes hosts with %s", async (_, NO_PROXY, expected) => {
    const { code, directHosts } = await setup.doctor({ NO_PROXY });
    expect([...new Set(directHosts)].sort()).toEqual(expected);
    const proxied = setup.proxy.targets.map((target) => target.replace(":443", ""));
    expect(proxied.filter((host) => expected.includes(host))).toEqual([]);
    expect(new Set([...proxied, ...directHosts])).toEqual(new Set([AUTH0_DOMAIN, GRAPH, LOGIN]));
    expect(code).toBe(0);
  });

  it("may be lower case", async () => {
    const { directHosts } = await setup.doctor({ no_proxy: "*" });
    expect(setup.proxy.targets).toEqual([]);
    expect(directHosts).toContain(GRAPH);
  });

  it.each([
    ["Graph.Microsoft.COM", true],
    ["graph.microsoft.com:443", true],
    ["graph.microsoft.com:8443", false],
    ["*.microsoft.com", true],
    ["microsoft.com.", true],
    ["soft.com", false],
    ["graph.microsoft.com.example", false],
    ["sub.graph.microsoft.com", false],
    ["192.0.2.0/24", false],
    [" , ,", false],
    ["", false],
  ])("with %j excludes graph.microsoft.com: %s", (noProxy, expected) => {
    expect(isExcluded(new URL("https://graph.microsoft.com/v1.0"), noProxy)).toBe(expected);
  });
});
