import { DEPLOY_CREDENTIALS, SYNC_CREDENTIALS, setUpDoctor } from "../support/cli/doctor";
import type { RunOptions } from "../support/cli/run";
import { type Override, type Selector, respondTo } from "../support/standin/backend";
import type { HttpResponse } from "../support/standin/handler";
import { AUTH0_DOMAIN } from "../support/standin/server";

const doctor = setUpDoctor();

const GRAPH = "graph.microsoft.com";
const LOGIN = "login.microsoftonline.com";
const PARTS = ["profile", "photo", "manager", "directReports", "groups"];
const ALL = { ...DEPLOY_CREDENTIALS, ...SYNC_CREDENTIALS, SYNC_GROUPS: "on" };

beforeEach(() => {
  doctor.addOwnApplications();
});

/** The texts of the rows that failed, by host: of Entra, of each part, of each application of Auth0. */
async function failedRows(options: RunOptions = {}) {
  const { stdout } = await doctor.run(ALL, undefined, options);
  const rows = [...stdout.matchAll(/^ +✗ +(\S+) +(.*)$/gm)].map(([, name = "", text = ""]) => ({
    name,
    text,
  }));
  return {
    graph: rows.filter(({ name }) => PARTS.includes(name)),
    entra: rows.filter(({ name, text }) => name === "token" && text.includes(LOGIN)),
    auth0: rows.filter(({ name, text }) => name === "token" && text.includes(AUTH0_DOMAIN)),
  };
}

type Rows = Awaited<ReturnType<typeof failedRows>>;

function expectInAllRows({ graph, entra, auth0 }: Partial<Rows>, textOf: (host: string) => RegExp): void {
  if (graph) {
    expect(graph.map(({ name }) => name)).toEqual(PARTS);
    for (const { text } of graph) expect(text).toMatch(textOf(GRAPH));
  }
  if (entra) expect(entra).toEqual([{ name: "token", text: expect.stringMatching(textOf(LOGIN)) as string }]);
  if (auth0) {
    expect(auth0).toHaveLength(3);
    for (const { text } of auth0) expect(text).toMatch(textOf(AUTH0_DOMAIN));
  }
}

const RESPONSES: [
  about: string,
  response: HttpResponse | ((...args: Parameters<Override>) => unknown),
  text: string,
][] = [
  ["503", { status: 503, body: {} }, "HOST responded with 503: try again later"],
  ["500", { status: 500, body: "<html>" }, "HOST responded with 500: try again later"],
  ["a reset", (_, response) => response.destroy(), "cannot connect to HOST \\(ECONNRESET\\)"],
  [
    "a response that breaks off",
    (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => response.destroy(), 20);
    },
    "HOST closed the connection before the end of its response",
  ],
  ["an HTML page", { body: "<html>Sign in</html>" }, "unexpected response from HOST: check .*proxy"],
  ["a redirect", { status: 302, headers: { location: "/" }, body: "" }, "unexpected response from HOST: "],
  [
    "429",
    { status: 429, headers: { "retry-after": "17" }, body: {} },
    "HOST throttles requests: wait for 17 s",
  ],
];

function override(selector: Selector, response: (typeof RESPONSES)[number][1]): Override {
  return (exchange, to) =>
    respondTo(selector, typeof response === "function" ? () => response(exchange, to) : response)(
      exchange,
      to,
    );
}

describe("doctor names the host in every row that failed because of", () => {
  it.each(RESPONSES)("%s", async (_, response, text) => {
    const textOf = (host: string) => new RegExp(text.replace("HOST", host));
    doctor.backend.override = override("graph", response);
    const { graph } = await failedRows();
    expectInAllRows({ graph }, textOf);
    doctor.backend.override = override("everything", response);
    const { entra, auth0 } = await failedRows();
    expectInAllRows({ entra, auth0 }, textOf);
  });

  it("503 of one part while the others are pending", async () => {
    doctor.backend.override = (exchange, response) => {
      if (exchange.target !== "manager" && exchange.api === "graph") {
        setTimeout(() => {
          exchange.respond(response);
        }, 200);
        return true;
      }
      return respondTo("manager", { status: 503, body: {} })(exchange, response);
    };
    const { graph } = await failedRows();
    expect(graph.filter(({ name }) => name === "manager")).toEqual([
      { name: "manager", text: expect.stringMatching(`${GRAPH} responded with 503`) as string },
    ]);
  });

  it.each([
    ["a refused connection", "refused", "ECONNREFUSED"],
    ["a failed name resolution", "unresolved", "ENOTFOUND"],
  ] as const)("%s", async (_, kind, code) => {
    const textOf = (host: string) =>
      new RegExp(`cannot connect to ${host} \\(${code}\\): check name resolution`);
    const { graph } = await failedRows({ [kind]: new Set([GRAPH]) });
    expectInAllRows({ graph }, textOf);
    const { entra, auth0 } = await failedRows({ [kind]: new Set([LOGIN, AUTH0_DOMAIN]) });
    expectInAllRows({ entra, auth0 }, textOf);
  });

  it("a certificate that is not trusted", async () => {
    const textOf = (host: string) => new RegExp(`the certificate of ${host} is not trusted \\(\\w+\\)`);
    const { entra, auth0 } = await failedRows({ isTrusted: false });
    expectInAllRows({ entra, auth0 }, textOf);
  });

  it("404 of a host that is no Auth0 tenant, with the remedy in the first row only", async () => {
    doctor.backend.override = respondTo("auth0", { status: 404, body: "Not Found" });
    const { auth0 } = await failedRows();
    const later = `${AUTH0_DOMAIN} is the wrong AUTH0_DOMAIN, see above`;
    expect(auth0.map(({ text }) => text)).toEqual([
      `no Auth0 tenant at ${AUTH0_DOMAIN}: check AUTH0_DOMAIN`,
      later,
      later,
    ]);
  });
});
