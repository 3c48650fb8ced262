/** A company of the stand-in. Its second run of `sync` has updates, removals, failures, and skipped and missing users. */

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
} from "../../dist/screenshots/standin.mjs";
import * as company from "../../bench/sync/company.mjs";

const PEOPLE = 600;
/** Milliseconds of each response. */
const DELAY_MS = 40;
/** People of the second run: those who have changed, have left the directory, have no manager, or no readable photo. */
const CHANGED = 180;
const GONE = 5;
const WITHOUT_MANAGER = 8;
const REFUSED_PHOTOS = 12;
const REFUSAL = {
  status: 403,
  headers: { "content-type": "application/json" },
  body: { error: { code: "ErrorAccessDenied", message: "Access is denied." } },
};

/** Starts the stand-in. @returns its environment and the changes before the second run */
export async function startCompany() {
  const users = Array.from({ length: PEOPLE }, (_, index) => createPerson(index));
  const byId = new Map(users.map((user) => [user.properties.id, user]));
  const tenant = {
    createToken: () => "token",
    findUser: (id) => byId.get(id),
    listUsers: () => [...byId.values()],
  };
  const directory = createDirectory((id) => createTenant({ id, ...tenant }));
  const accounts = users.map((_, index) => [company.userIdOf(index), company.accountOf(index)]);
  // A user of the connection whose claims identify no user of the directory.
  const withoutOid = { ...company.accountOf(PEOPLE), oid: undefined, upn: undefined };
  const auth0 = createAuth0Tenant({
    connections: [{ id: "con_1", name: company.CONNECTION, strategy: "waad" }],
    users: new Map([...accounts, [company.userIdOf(PEOPLE), withoutOid]]),
    readsUntilExported: 0,
    rateLimits: unlimited(),
  });
  const backend = createBackend(directory, auth0);
  backend.override = ({ respond }, response) => {
    setTimeout(() => respond(response), DELAY_MS);
    return true;
  };
  const standIn = await startBackend(backend);
  return {
    env: standIn.env,
    close: () => standIn.close(),
    change() {
      auth0.rateLimits = {
        reads: createBucket({ size: 50, perSecond: 15 }),
        writes: createBucket({ size: 50, perSecond: 15 }),
      };
      for (const user of users.slice(0, CHANGED)) {
        user.properties = { ...user.properties, department: "Research" };
      }
      for (const user of users.slice(-GONE)) byId.delete(user.properties.id);
      for (const user of users.slice(CHANGED, CHANGED + WITHOUT_MANAGER)) user.manager = undefined;
      const refused = new Set(
        users.slice(-REFUSED_PHOTOS - GONE, -GONE).map(({ properties }) => properties.id),
      );
      backend.overridePart = ({ target, subject }) =>
        target === "photoSized" && refused.has(subject) ? REFUSAL : undefined;
    },
  };
}

function createPerson(index) {
  const manager = company.managerOf(index);
  return createUser(company.propertiesOf(index, false), {
    manager: manager === undefined ? undefined : company.personOf(manager),
    directReports: [company.reportsOf(index, PEOPLE).map(company.personOf)],
    photo: {
      ...company.photoOf(index),
      bytes: Buffer.concat([company.photoOf(index).bytes, Buffer.from(String(index))]),
    },
    memberOf: [],
  });
}

function unlimited() {
  const bucket = { size: 1_000_000, perSecond: 1_000_000 };
  return { reads: createBucket(bucket), writes: createBucket(bucket) };
}
