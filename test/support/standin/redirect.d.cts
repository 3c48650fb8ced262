import type { ConnectionOptions } from "node:tls";

export function redirectConnections(target: {
  readonly port?: number | undefined;
  readonly refused?: ReadonlySet<string>;
  readonly unresolved?: ReadonlySet<string>;
  readonly options?: ConnectionOptions;
}): { readonly plainHosts: readonly string[]; restore(): Promise<void> };
