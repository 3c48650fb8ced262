/**
 * Lists in another order, repeated people and people without a name are not changes.
 */

import { NATIVE, OID, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const ALWAYS = { REFRESH_AFTER_SECONDS: "0" };
const USER = "#microsoft.graph.user";
const person = (id: string, displayName: string | null, type = USER) => ({
  "@odata.type": type,
  id,
  displayName,
  mail: null,
  userPrincipalName: displayName === null ? null : `${id}@contoso.example`,
  jobTitle: null,
});
const page = (value: unknown[], next?: string) => ({
  body: { value, ...(next && { "@odata.nextLink": `https://graph.microsoft.com${next}` }) },
});
const REPORTS = `/v1.0/users/${OID}/directReports`;
const plan = (id: string) => ({
  servicePlanId: id,
  service: "exchange",
  capabilityStatus: "Enabled",
  assignedDateTime: null,
});
const graphUser = (more: object) => ({
  body: { id: OID, displayName: "Me", userPrincipalName: "me@contoso.example", ...more },
});

test("lists in another order, at any depth, and a new time of the last sync cause no write", async () => {
  const licence = (disabledPlans: string[], skuId: string) => ({ disabledPlans, skuId });
  const answers = {
    user: graphUser({
      assignedPlans: [plan("1"), plan("2")],
      provisionedPlans: [{ service: "a", x: { y: [1, 2, null] } }, { service: "b" }],
      assignedLicenses: [licence(["p", "q"], "s"), licence([], "t")],
      proxyAddresses: ["SMTP:a@x.example", "smtp:b@x.example"],
      businessPhones: ["1", "2"],
      onPremisesLastSyncDateTime: "2026-11-22T00:00:00Z",
    }),
    directReports: page([person("1", "Ada"), person("2", "Alan")]),
  };
  const first = await logIn({ settings: ALWAYS, answers });
  const stored = first.metadata;
  // Nested nulls are not stored, because Auth0 may remove them.
  expect(JSON.stringify(stored)).not.toContain("null");
  const shuffled = {
    user: graphUser({
      businessPhones: ["2", "1"],
      onPremisesLastSyncDateTime: "2026-11-25T00:00:00Z",
      proxyAddresses: ["smtp:b@x.example", "SMTP:a@x.example"],
      assignedLicenses: [licence([], "t"), licence(["q", "p"], "s")],
      provisionedPlans: [{ service: "b" }, { service: "a", x: { y: [2, 1] } }],
      assignedPlans: [plan("2"), plan("1")],
    }),
    directReports: page([person("2", "Alan"), person("1", "Ada")]),
  };
  const second = await logIn({ settings: ALWAYS, answers: shuffled, stored });
  expect(second.line).toMatchObject({ entra: "unchanged", profile: "unchanged", directReports: "unchanged" });
  expect(second.writes).toEqual([]);
});

test("lists that an earlier version stored in Graph's order cause no write", async () => {
  const stored = {
    directReports: ["Zoe", "Ada"],
    entra: {
      identity: "contoso|q1",
      directReports: [
        { id: "2", displayName: "Zoe", userPrincipalName: "2@contoso.example" },
        { id: "1", displayName: "Ada", userPrincipalName: "1@contoso.example" },
      ],
      directReportsCount: 2,
      directReportsTruncated: false,
    },
  };
  const settings = { ...ALWAYS, SYNC_PROFILE: "off", SYNC_MANAGER: "off" };
  const answers = { directReports: page([person("1", "Ada"), person("2", "Zoe")]) };
  expect((await logIn({ settings, answers, stored })).writes).toEqual([]);
});

test("the number of equal names is a change, and two people with one name are two entries", async () => {
  const one = { directReports: page([person("1", "Ada")]) };
  const two = { directReports: page([person("1", "Ada"), person("2", "Ada")]) };
  const settings = { ...ALWAYS, SYNC_PROFILE: "off", SYNC_MANAGER: "off" };
  const first = await logIn({ settings, answers: two });
  expect(first.metadata.directReports).toEqual(["Ada", "Ada"]);
  expect(first.entra).toMatchObject({ directReportsCount: 2 });
  const second = await logIn({ settings, answers: one, stored: first.metadata });
  expect(second.line).toMatchObject({ directReports: "updated" });
  expect(second.metadata.directReports).toEqual(["Ada"]);
});

test("people of all pages are sorted by code units and then by id before the maximum applies", async () => {
  const directReports = [
    page([person("9", "Zoe"), person("8", "ada"), person("3", "Émile")], `${REPORTS}?$skiptoken=2`),
    page([person("7", "Bob"), person("9", "Zoe"), person("2", "Ada")], `${REPORTS}?$skiptoken=3`),
    page([person("1", "Ada")]),
  ];
  const settings = { ...ALWAYS, MAX_DIRECT_REPORTS: "4" };
  const { metadata, entra, counts } = await logIn({ settings, answers: { directReports } });
  expect(counts.directReports).toBe(3);
  expect(metadata.directReports).toEqual(["Ada", "Ada", "Bob", "Zoe"]);
  expect((entra.directReports as { id: string }[]).map(({ id }) => id)).toEqual(["1", "2", "7", "9"]);
  expect(entra).toMatchObject({ directReportsCount: 4, directReportsTruncated: true });
});

test("a next link to a page without further people does not count as truncation", async () => {
  const directReports = [
    page([person("1", "Ada"), person("2", "Alan")], `${REPORTS}?$skiptoken=2`),
    page([], `${REPORTS}?$skiptoken=3`),
    page([person("1", "Ada")]),
  ];
  const settings = { ...ALWAYS, MAX_DIRECT_REPORTS: "2" };
  const { entra } = await logIn({ settings, answers: { directReports } });
  expect(entra).toMatchObject({ directReportsCount: 2, directReportsTruncated: false });
});

test.each([
  ["within the maximum", [person("1", "Ada"), person("2", null)], "2"],
  ["beyond the maximum", [person("1", "Ada"), person("2", "Alan"), person("3", null)], "2"],
])("a person without a name %s is left out, and the others are stored", async (_, people, max) => {
  const settings = { ...ALWAYS, MAX_DIRECT_REPORTS: max };
  const { line, metadata, entra } = await logIn({ settings, answers: { directReports: page(people) } });
  expect(line).toMatchObject({ directReports: "updated" });
  const names = people.flatMap(({ displayName }) => displayName ?? []);
  expect(metadata.directReports).toEqual(names);
  expect(entra).toMatchObject({ directReportsCount: names.length, directReportsTruncated: false });
});

test("people without readable names mean that a permission is missing, and stored people are kept", async () => {
  const stored = { directReports: ["Ada"], entra: { identity: "contoso|q1" } };
  const directReports = page([person("1", null), person("2", "Printers", "#microsoft.graph.group")]);
  const settings = { ...ALWAYS, SYNC_PROFILE: "off", SYNC_MANAGER: "off" };
  const { line, writes } = await logIn({ settings, stored, answers: { directReports } });
  expect(line).toMatchObject({ directReports: "failed:limited" });
  expect(line.hint).toMatch(/^grant User\.Read\.All/);
  expect(writes).toEqual([]);
});

test.each([
  ["#microsoft.graph.user", true],
  ["#microsoft.graph.agentUser", true],
  ["#microsoft.graph.orgContact", false],
  ["#microsoft.graph.group", false],
  ["#microsoft.graph.device", false],
  ["#microsoft.graph.servicePrincipal", false],
  ["#microsoft.graph.userSettings", false],
])("a direct report of type %s is a user: %s", async (type, isUser) => {
  const directReports = page([person("1", "Somebody", type)]);
  const { metadata } = await logIn({ settings: ALWAYS, answers: { directReports } });
  expect(metadata.directReports).toEqual(isUser ? ["Somebody"] : []);
});

test("more than 100 pages are too large", async () => {
  const directReports = Array.from({ length: 101 }, (_, index) =>
    page([person(String(index), "Ada")], `${REPORTS}?$skiptoken=${index}`),
  );
  const { line, counts } = await logIn({ settings: ALWAYS, answers: { directReports } });
  expect(line).toMatchObject({ directReports: "failed:too_large", profile: "updated" });
  expect(counts.directReports).toBe(100);
});

test.each([
  `${REPORTS}?$skiptoken=x&$select=id&$select=mail&$top=1&$top=2&&y`,
  `/v1.0/users/../users/${OID}/%64irectReports?q='{a|b}'&r=%7e`,
  `/beta/users//directReports?$skiptoken=%C3%9cn%20#fragment`,
])("the next link %s is requested byte for byte", async (path) => {
  const { requests } = await logIn({
    settings: ALWAYS,
    answers: { directReports: [page([], path), page([])] },
  });
  expect(requests.map((request) => request.path)).toContain(path.replace("#fragment", ""));
});

test("a user principal name that begins with $ is requested in parentheses, in every part", async () => {
  const user = { ...NATIVE.user, oid: undefined, upn: "$o'neill#x@contoso.example" };
  const answers = { userRead: { body: {} } };
  const { line, requests } = await logIn({ event: { ...NATIVE, user }, settings: ALWAYS, answers });
  expect(line).toMatchObject({ profile: "updated", manager: "none", directReports: "none" });
  const graph = requests.filter(({ host }) => host.startsWith("graph.")).map(({ path }) => path);
  expect(graph.map((path) => path.startsWith("/v1.0/users('%24o''neill%23x%40contoso.example')"))).toEqual([
    true,
    true,
    true,
  ]);
});

test.each([
  ["a space", `${REPORTS}?$skiptoken=a b`],
  ["a tab", `${REPORTS}?$skiptoken=a\tb`],
  ["a null character", `${REPORTS}?$skiptoken=a\0b`],
])("a next link with %s is invalid and opens no circuit", async (_, path) => {
  const login = { settings: ALWAYS, instance: `next link ${_}`, answers: { directReports: page([], path) } };
  for (let count = 0; count < 4; count++) {
    const { line, counts } = await logIn(login);
    expect(line).toMatchObject({ directReports: "failed:invalid" });
    expect(counts.directReports).toBe(1);
  }
});

test("a claim that is nested deeper than the stored depth does not cause a write at every login", async () => {
  let roles: unknown = ["deep"];
  for (let depth = 0; depth < 40; depth++) roles = { roles };
  const event = { ...NATIVE, user: { ...NATIVE.user, roles } };
  const first = await logIn({ event, settings: ALWAYS });
  const second = await logIn({ event, settings: ALWAYS, stored: first.metadata });
  expect(second.writes).toEqual([]);
});
