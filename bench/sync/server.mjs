/**
 * Entra, Graph and Auth0 in a process of their own, for one company. The first argument is JSON: `people`, `delayMs`,
 * `hasPlans` and `hasPhotos`.
 *
 * Each message is a command: `measured` returns what was requested since the last time, `template` returns what is
 * stored for one person, and `synced` makes accounts of that template for everybody, one at a time while they are
 * exported.
 */

import { Buffer } from "node:buffer";
import { setTimeout } from "node:timers";
import {
  createAuth0Tenant,
  createBackend,
  createBucket,
  createDirectory,
  createTenant,
  createUser,
  startBackend,
} from "../../dist/bench/standin.mjs";
import * as company from "./company.mjs";
import { spread } from "./template.mjs";

const { people, delayMs, hasPlans = false, hasPhotos = false } = JSON.parse(process.argv[2]);
/** More than search returns, so that users are exported. */
const MORE_THAN_SEARCHED = 1001;
const UNLIMITED = { size: 1_000_000, perSecond: 1_000_000 };

const numbers = Array.from({ length: people }, (_, index) => index);
const users = numbers.map((index) => {
  const manager = company.managerOf(index);
  return createUser(company.propertiesOf(index, hasPlans), {
    manager: manager === undefined ? undefined : company.personOf(manager),
    directReports: [company.reportsOf(index, people).map(company.personOf)],
    photo: hasPhotos ? company.photoOf(index) : undefined,
    memberOf: [],
  });
});
const byId = new Map(
  users.flatMap((user) => [user.properties.id, user.properties.userPrincipalName].map((id) => [id, user])),
);
const createToken = () => "t".repeat(1478);
const directory = createDirectory((id) =>
  createTenant({ id, createToken, findUser: (user) => byId.get(user), listUsers: () => users }),
);
const auth0 = createAuth0Tenant({
  createToken,
  connections: [{ id: "con_1", name: company.CONNECTION, strategy: "waad" }],
  users: new Map(numbers.map((index) => [company.userIdOf(index), company.accountOf(index)])),
  readsUntilExported: 0,
  // Never empty. Without these headers, `sync` sends one request at a time, and Auth0 always sends them.
  rateLimits: { reads: createBucket(UNLIMITED), writes: createBucket(UNLIMITED) },
});
const backend = createBackend(directory, auth0);

/** Since the last command. Tokens are not counted, as in the summary of a run. */
let measured = createMeasured();

function createMeasured() {
  return { graph: 0, auth0: 0, tokens: 0, list: undefined, photos: undefined };
}

/** The time from the first request to the last response of one kind. */
function extend(kind, response) {
  measured[kind] ??= { from: Date.now(), to: Date.now(), requests: 0 };
  const span = measured[kind];
  span.requests += 1;
  response.on("finish", () => (span.to = Date.now()));
}

/** What only Backstage requests: the organization, its groups, and the sizes of a photo. */
function backstageResponse(path) {
  if (path.startsWith("/v1.0/organization/")) return { id: company.TENANT, displayName: "Contoso" };
  if (path.startsWith("/v1.0/groups?")) return { value: [] };
  if (path.endsWith("/photos")) return { value: [{ id: "48x48", width: 48, height: 48 }] };
  return undefined;
}

backend.override = ({ target, api, request, respond }, response) => {
  if (target === "entraToken" || target === "managementToken") measured.tokens += 1;
  else if (api === "graph") measured.graph += 1;
  else measured.auth0 += 1;
  if (target === "users" || target === "userCount") extend("list", response);
  const known = target === "unknown" ? backstageResponse(request.path) : undefined;
  if (request.path.includes("/photo") || (target === "batch" && request.body.includes("/photo"))) {
    extend("photos", response);
  }
  // The stand-in keeps all requests for tests.
  backend.exchanges.length = 0;
  standIn.requests.length = 0;
  const answer = () => (known ? response.end(JSON.stringify(known)) : respond(response));
  if (delayMs === 0) answer();
  else setTimeout(answer, delayMs);
  return true;
};

const standIn = await startBackend(backend);

const commands = {
  measured() {
    const result = measured;
    measured = createMeasured();
    return result;
  },
  template: (index) => auth0.users.get(company.userIdOf(index))?.app_metadata,
  synced(index) {
    const template = commands.template(index);
    const account = (other) => company.accountOf(other, spread(template, index, other, people));
    auth0.exportUsers = function* () {
      for (const other of numbers) yield account(other);
    };
    auth0.users = new Map(
      numbers.slice(0, MORE_THAN_SEARCHED).map((other) => [company.userIdOf(other), account(other)]),
    );
    return { bytes: Buffer.byteLength(JSON.stringify(account(index).app_metadata)) };
  },
};

process.on("message", ({ command, value }) => process.send({ answer: commands[command](value) ?? null }));
process.send({ answer: standIn.env });
process.on("disconnect", () => standIn.close());
