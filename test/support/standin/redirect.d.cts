import type { ConnectionOptions } from "node:tls";

export function redirectConnections(target: {
  readonly port?: number | undefined;
  readonly refused?: ReadonlySet<string>;
  readonly unresolved?: ReadonlySet<string>;
  readonly options?: ConnectionOptions;
  readonly proxyPort?: number | undefined;
}): {
  readonly plainHosts: readonly string[];
  readonly directHosts: readonly string[];
  openProxyConnections(): number;
  restore(): Promise<void>;
};
