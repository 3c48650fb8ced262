/**
 * Every fault of every dependency, one at a time: the login ends in time and saves what it could read.
 */

import { type Responder, createFaultBackend } from "../support/faults/backend";
import { FAILING, FAULTS, type Failing, type Fault } from "../support/faults/catalogue";
import { PART_NAMES, type PartName, expectedLine, isPart } from "../support/faults/expected";
import {
  LONG_AGO,
  MAX_LOGIN_MS,
  type TestUser,
  auth0Token,
  graphToken,
  loginOf,
  privateWords,
  testUser,
} from "../support/faults/test-user";
import { type Instances, type LoginsResult, startInstances } from "../support/instances/instances";

jest.setTimeout(300_000);

/** Maximum number of simultaneous logins, so that they fit two cores. */
const SIMULTANEOUS = 8;
/** Maximum time in which the stand-in sees the end of connections that a login has aborted. */
const CLOSED_WITHIN_MS = 250;
/** Maximum number of bytes that the Action reads. */
const MAX_BYTES: Readonly<Record<Failing, number>> = {
  profile: 2_097_152,
  photo: 262_144,
  manager: 2_097_152,
  directReports: 2_097_152,
  entraToken: 262_144,
  managementToken: 1_048_576,
  write: 1_048_576,
};
/** Bytes that sockets buffer. */
const BUFFERED_BYTES = 12_000_000;

interface Case {
  readonly number: number;
  readonly dependency: Failing;
  readonly fault: Fault;
  /** Whether nothing is stored yet, so that the Management token is requested early. */
  readonly first: boolean;
}

const cases = [false, true]
  .flatMap((first) =>
    FAULTS.flatMap((fault) => fault.dependencies.map((dependency) => ({ dependency, fault, first }))),
  )
  .map((it, index): Case => ({ ...it, number: index + 1 }));
const named = (first: boolean) =>
  cases.filter((it) => it.first === first).map((it) => [FAILING[it.dependency], it.fault.name, it] as const);
const delayed: Responder = ({ respond }, response) => {
  setTimeout(() => {
    respond(response);
  }, 60);
};
/** Number of the test user of a login without faults. */
const WARM_UP = 999_999;

const backend = createFaultBackend();

let instances: Instances;
/** Results by case, each with the case that ran last, which has another test user if it was repeated. */
const results = new Map<Case, { readonly run: Case; readonly result: LoginsResult }>();
/** Offset of the test user's number in a repeated case. */
const REPEATED = 10_000;
/** Maximum number of cases that are repeated because a busy machine delayed them. */
const MAX_REPEATED = 20;

beforeAll(async () => {
  instances = await startInstances(backend.handle);
  // The first login of a process also loads packages.
  await instances.login("warm-up", [loginOf(testUser(WARM_UP))]);
  const isHeavy = ({ fault }: Case) => fault.reason === "too_large";
  await runAll(
    cases.filter((it) => !isHeavy(it)),
    SIMULTANEOUS,
  );
  // Endless bodies for several logins at once would measure the speed of the machine.
  await runAll(cases.filter(isHeavy), 1);
  // A busy machine may delay a login. It does not if the case runs alone.
  for (const it of cases.filter(isLate).slice(0, MAX_REPEATED)) {
    results.set(it, await runCase({ ...it, number: it.number + REPEATED }));
  }
  await new Promise((passed) => setTimeout(passed, CLOSED_WITHIN_MS));
});

afterAll(async () => {
  await instances.close();
});

async function runAll(all: readonly Case[], atOnce: number): Promise<void> {
  const waiting = [...all];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.set(next, await runCase(next));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Whether a login was late, or timed out anywhere but at its fault. */
function isLate(it: Case): boolean {
  const { dependency, fault } = it;
  const [login] = results.get(it)?.result.logins ?? [];
  const [line = "{}"] = results.get(it)?.result.logged ?? [];
  const { parts, saved } = expectedLine(dependency, fault.reason, fault.isWellFormed);
  const expected: Readonly<Record<string, unknown>> = { ...parts, saved };
  const timedOut = Object.entries(JSON.parse(line) as object).filter(
    ([, value]) => value === "failed:timeout",
  );
  return (login?.ms ?? 0) > MAX_LOGIN_MS || timedOut.some(([name]) => expected[name] !== "failed:timeout");
}

async function runCase(it: Case) {
  const { number, dependency, fault, first } = it;
  backend.setResponder(number, dependency, fault.responder);
  // The Management token, which is requested early, has been issued or refused before it is needed.
  if ((dependency === "managementToken" || dependency === "write") && first)
    backend.setResponder(number, "photo", delayed);
  const login = loginOf(testUser(number), {}, first ? {} : testUser(number).stored);
  return { run: it, result: await instances.login(String(number), [login], { last: true }) };
}

let held = 0;

function expectToHold(it: Case): void {
  const last = results.get(it);
  if (!last) throw new Error("the login has not ended");
  const { run, result } = last;
  expectInTime(result);
  expectLine(run, result);
  expectWritten(run);
  expectRequestCounts(run);
  expectConnectionsClosed(run, result);
  held += 1;
}

describe("fault matrix", () => {
  test.each(named(false))(
    "a login ends in time and keeps stored data if the response for %s is %s",
    (_, __, it) => {
      expectToHold(it);
    },
  );

  test.each(named(true))(
    "a login without stored data ends in time if the response for %s is %s",
    (_, __, it) => {
      expectToHold(it);
    },
  );

  test("a login leaves no unhandled rejections, warnings, output or unknown requests", async () => {
    expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
    expect(instances.printed()).toBe("");
    expect(backend.exchanges.filter(({ dependency }) => dependency === undefined)).toEqual([]);
    process.stdout.write(`${cases.length} faults, ${held} held\n`);
  });
});

function expectInTime({ logins }: LoginsResult): void {
  const [login] = logins;
  expect(login?.thrown).toBeUndefined();
  expect(login?.ms).toBeLessThanOrEqual(MAX_LOGIN_MS);
}

function expectLine({ number, dependency, fault }: Case, { logged }: LoginsResult): void {
  expect(logged).toHaveLength(1);
  const [line = ""] = logged;
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256);
  const { entra, saved, ms, hint, ...parts } = JSON.parse(line) as Record<string, unknown>;
  const expected = expectedLine(dependency, fault.reason, fault.isWellFormed);
  expect({ entra, saved, parts }).toEqual({
    entra: expected.entra,
    saved: expected.saved,
    parts: expected.parts,
  });
  expect(hint).toMatch(expected.hint);
  expect(ms).toEqual(expect.any(Number));
  expect(privateWords(testUser(number)).filter((word) => line.includes(word))).toEqual([]);
}

/** Expects that the parts that were read are written, failed parts are kept, and no other key is sent. */
function expectWritten({ number, dependency, first }: Case): void {
  const user = testUser(number);
  const writes = backend.written(number);
  expect(writes).toHaveLength(dependency === "managementToken" ? 0 : 1);
  const [written] = writes;
  if (!written) return;
  const failed: readonly PartName[] = isPart(dependency)
    ? [dependency]
    : dependency === "entraToken"
      ? PART_NAMES
      : [];
  const keys: readonly (readonly [string, PartName])[] = [
    ["thumbnailPhoto", "photo"],
    ["manager", "manager"],
    ["directReports", "directReports"],
  ];
  const expectedKeys = keys.filter(([, name]) => !failed.includes(name)).map(([key]) => key);
  expect(Object.keys(written).sort()).toEqual([...expectedKeys, "entra"].sort());
  const { sync, ...entra } = written.entra as Record<string, unknown>;
  expect(entra).toEqual(expectedEntra(user, failed, first));
  for (const name of PART_NAMES) {
    const time = (sync as Record<string, unknown>)[name];
    const before = first ? undefined : LONG_AGO;
    if (failed.includes(name)) expect(time).toBe(before);
    else expect(Date.parse(String(time))).toBeGreaterThan(Date.now() - 120_000);
  }
}

function expectedEntra(user: TestUser, failed: readonly PartName[], first: boolean): Record<string, unknown> {
  const { identity, ...stored } = user.stored.entra;
  const before: Record<string, unknown> = first ? {} : stored;
  const isRead = (name: PartName) => !failed.includes(name);
  const counted = { directReportsCount: 2, directReportsTruncated: false };
  const { profile, photo, manager, directReports, directReportsCount, directReportsTruncated } = before;
  const kept = { directReports, directReportsCount, directReportsTruncated };
  const claims = { oid: user.oid, tenantid: user.tenantId };
  const given = { given_name: "Claimedname" };
  const asClaimed = isRead("profile")
    ? { ...given, ...claims, job_title: "New title" }
    : { ...given, ...(profile as Record<string, unknown> | undefined), ...claims };
  return {
    identity,
    profile: expect.objectContaining(asClaimed) as unknown,
    photo: isRead("photo") ? (expect.objectContaining({ etag: '"new"', bytes: 300 }) as unknown) : photo,
    manager: isRead("manager") ? user.manager : manager,
    ...(isRead("directReports") ? { directReports: user.reports, ...counted } : kept),
  };
}

/** Expects one request for every dependency, and none for those that need a failed one. */
function expectRequestCounts({ number, dependency, fault }: Case): void {
  const counts = Object.fromEntries(
    Object.keys(FAILING).map((name) => [name, backend.exchangesOf(number, name as Failing).length]),
  );
  const graph = dependency === "entraToken" ? 0 : 1;
  expect(counts).toEqual({
    profile: graph,
    photo: graph,
    manager: graph,
    directReports: graph,
    entraToken: 1,
    managementToken: 1,
    write: dependency === "managementToken" ? 0 : 1,
    [dependency]: fault.requests,
  });
}

/** Expects that every request has ended and carried the right token, and that endless bodies were aborted. */
function expectConnectionsClosed({ number, dependency }: Case, { endedAt }: LoginsResult): void {
  const exchanges = backend.exchangesOf(number);
  const late = exchanges.filter(
    ({ closedAt }) => closedAt === undefined || closedAt > endedAt + CLOSED_WITHIN_MS,
  );
  expect(late.map(({ target }) => target)).toEqual([]);
  expect(exchanges.filter(({ hasNewestToken }) => !hasNewestToken)).toEqual([]);
  const bytes = Math.max(...exchanges.map((exchange) => exchange.bytesSent));
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES[dependency] + BUFFERED_BYTES);
  const sent = exchanges.map(({ request }) => request.headers.authorization ?? "");
  const tokens = new Set(["", `Bearer ${graphToken(number)}`, `Bearer ${auth0Token(number)}`]);
  expect(sent.filter((token) => !tokens.has(token))).toEqual([]);
}
