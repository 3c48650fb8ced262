/**
 * Runs commands in a tenant that only a proxy can reach, unless a test sets `NO_PROXY`.
 *
 * @module
 */

import { type ProxyStandIn, startProxy } from "../standin/proxy";
import { PROXY_HOST } from "../standin/server";
import { type RanInProcess, type RunOptions, runCli } from "./run";
import { SETTINGS, type TenantSetup, USER, setUpTenant } from "./tenant";

export interface ProxySetup extends TenantSetup {
  proxy: ProxyStandIn;
  /** `HTTPS_PROXY` without credentials. */
  url(): string;
  /** Runs `doctor --user …` with {@link SETTINGS}, `HTTPS_PROXY` and these changes to them. */
  doctor(changes?: Readonly<Record<string, string>>, options?: RunOptions): Promise<RanInProcess>;
}

/** Starts a stand-in and a proxy before the tests of a file, and stops them after. */
export function setUpProxy(): ProxySetup {
  const tenant = setUpTenant();
  const setup: ProxySetup = Object.assign(tenant, {
    proxy: undefined as unknown as ProxyStandIn,
    url: () => `http://${PROXY_HOST}:${setup.proxy.port}`,
    async doctor(changes: Readonly<Record<string, string>> = {}, options: RunOptions = {}) {
      const { folder, standIn, proxy } = setup;
      const env = { ...SETTINGS, HTTPS_PROXY: setup.url(), ...changes };
      return runCli(["doctor", "--user", USER], { env, folder, standIn, proxy, ...options });
    },
  });
  beforeAll(async () => {
    setup.proxy = await startProxy(setup.standIn);
  });
  beforeEach(() => {
    setup.proxy.forget();
  });
  afterAll(async () => {
    await setup.proxy.close();
  });
  return setup;
}
