import { rmSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";
import { setUpProxy } from "../../support/cli/proxy";
import { runCli, startCli } from "../../support/cli/run";
import { setUpSync } from "../../support/cli/sync";
import { SETTINGS, USER } from "../../support/cli/tenant";
import { startProxy } from "../../support/standin/proxy";
import { AUTH0_DOMAIN, PROXY_HOST } from "../../support/standin/server";

const GRAPH = "graph.microsoft.com";
const LOGIN = "login.microsoftonline.com";

const setup = setUpProxy();

const targets = () => [...new Set(setup.proxy.targets)].sort();

describe("a command behind a proxy", () => {
  it("connects to all hosts through HTTPS_PROXY in doctor", async () => {
    const { code, stderr, directHosts } = await setup.doctor();
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(directHosts).toEqual([]);
    expect(targets()).toEqual([`${AUTH0_DOMAIN}:443`, `${GRAPH}:443`, `${LOGIN}:443`]);
  });

  it("connects to all hosts through HTTPS_PROXY in record, and replays without a request", async () => {
    const { folder, standIn, proxy } = setup;
    const env = { ...SETTINGS, HTTPS_PROXY: setup.url() };
    const args = ["record", "--user", USER, "--scenario", "mine"];
    const { code, stderr, directHosts } = await runCli(args, { env, folder, standIn, proxy });
    rmSync(join(folder, "test/fixtures"), { recursive: true });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(directHosts).toEqual([]);
    expect(targets()).toEqual([`${GRAPH}:443`, `${LOGIN}:443`]);
  });

  it("sends nothing to the proxy but CONNECT and encrypted data", async () => {
    await setup.doctor();
    expect(setup.proxy.otherRequests).toBe(0);
    const received = setup.proxy.received();
    expect(received).toContain(`Host\n${GRAPH}:443`);
    expect(received).not.toMatch(/Bearer|Authorization|client_secret|right-|GET |POST /i);
  });

  it("connects through a proxy that uses TLS", async () => {
    const proxy = await startProxy(setup.standIn, { isTls: true });
    const env = { HTTPS_PROXY: `https://${PROXY_HOST}:${proxy.port}` };
    const ran = await setup.doctor(env, { proxy });
    await proxy.close();
    expect(ran.stderr).toBe("");
    expect(ran.openProxyConnections).toBe(0);
    expect(ran.directHosts).toEqual([]);
    expect(proxy.targets).toContain(`${GRAPH}:443`);
  });

  it.each([
    ["", {}],
    [", even if Node.js uses the proxy itself", { NODE_USE_ENV_PROXY: "1" }],
  ])("works as a separate process%s", async (_, variables) => {
    const { folder, standIn, proxy } = setup;
    const refused = { STANDIN_REFUSED: [GRAPH, LOGIN, AUTH0_DOMAIN].join(",") };
    const env = { ...SETTINGS, ...refused, ...variables, HTTPS_PROXY: setup.url() };
    const options = { env, folder, standIn, proxy };
    const { code, stderr } = await startCli(["doctor", "--user", USER], options).ended;
    // No warning of Node.js, except that of Node.js 22 about its own proxy support.
    expect(stderr.replace(/^\(node:\d+\) \[UNDICI-EHPA\].*\n.*--trace-warnings.*\n/, "")).toBe("");
    expect(code).toBe(0);
    expect(targets()).toEqual([`${AUTH0_DOMAIN}:443`, `${GRAPH}:443`, `${LOGIN}:443`]);
  });

  it("leaves no connection and no setting for the next command", async () => {
    const { request } = https;
    const { openProxyConnections } = await setup.doctor();
    expect(openProxyConnections).toBe(0);
    expect(https.request).toBe(request);
    setup.proxy.forget();
    const { code, directHosts } = await setup.doctor({ HTTPS_PROXY: "" });
    expect(code).toBe(0);
    expect(setup.proxy.targets).toEqual([]);
    expect(directHosts).toContain(GRAPH);
  });
});

describe("sync behind a proxy", () => {
  const company = setUpSync();

  it("connects to all hosts through HTTPS_PROXY", async () => {
    const proxy = await startProxy(company.standIn);
    const env = { HTTPS_PROXY: `http://${PROXY_HOST}:${proxy.port}` };
    const { code, summary, directHosts } = await company.run([], env, { proxy });
    await proxy.close();
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(code).toBe(0);
    expect(directHosts).toEqual([]);
    expect(proxy.targets).toContain(`${AUTH0_DOMAIN}:443`);
  });
});
