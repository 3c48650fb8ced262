/**
 * National clouds: login host, Graph host and scope go together.
 *
 * @module
 * @see https://learn.microsoft.com/graph/deployments
 */

export interface Cloud {
  readonly name: "global" | "usgov" | "usgov-dod" | "china";
  /** Origin of Microsoft Graph, also used in the scope of a token request. */
  readonly graph: string;
  /** Origin of the token endpoint. */
  readonly login: string;
  /** Hosts that token requests may be sent to. In China, MSAL uses a partner host. */
  readonly loginHosts: readonly string[];
}

export const CLOUDS: readonly Cloud[] = [
  cloud("global", "graph.microsoft.com", "login.microsoftonline.com"),
  cloud("usgov", "graph.microsoft.us", "login.microsoftonline.us"),
  cloud("usgov-dod", "dod-graph.microsoft.us", "login.microsoftonline.us"),
  cloud(
    "china",
    "microsoftgraph.chinacloudapi.cn",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
  ),
];

function cloud(name: Cloud["name"], graph: string, ...loginHosts: [string, ...string[]]): Cloud {
  return { name, graph: `https://${graph}`, login: `https://${loginHosts[0]}`, loginHosts };
}
