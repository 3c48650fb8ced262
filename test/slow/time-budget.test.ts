/**
 * The time budget of the read of the Auth0 user, which a login may or may not need.
 */

import { NATIVE, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

test("a timeout of the Auth0 user does not open the circuit of Entra, which received no request", async () => {
  const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined, upn: "me@contoso.example" } };
  const settings = { REFRESH_AFTER_SECONDS: "0", PERSIST_WITH: "action-api", TIME_BUDGET_MS: "4000" };
  const answers = { userRead: { delayMs: 15_000 } };
  const instance = "slow Auth0";
  for (let login = 0; login < 3; login++) await logIn({ instance, event, settings, answers });
  // The read may take half of the time budget, so that the other half remains for the user principal name.
  const other = { ...NATIVE, user: { ...NATIVE.user, user_id: "waad|q2" } };
  const { line } = await logIn({
    instance,
    event: other,
    settings: { ...settings, TIME_BUDGET_MS: "15000" },
  });
  expect(line).toMatchObject({ entra: "updated", profile: "updated" });
});

test("an optional read leaves half of the time budget", async () => {
  const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined, upn: "me@contoso.example" } };
  const settings = { PERSIST_WITH: "action-api", TIME_BUDGET_MS: "6000" };
  const { line } = await logIn({ event, settings, answers: { userRead: { delayMs: 15_000 } } });
  expect(line).toMatchObject({ entra: "updated", profile: "updated" });
});

test.each([
  ["the only source of the object id", {}],
  ["the only source of the object id, whatever the token", { GRAPH_TOKEN: "idp" }],
])("a read that is %s may take the whole time budget for reads", async (_, more) => {
  const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined } };
  // More than half of the 5 s for reads.
  const settings = { PERSIST_WITH: "action-api", TIME_BUDGET_MS: "6000", ...more };
  const userRead = { delayMs: 3200, body: NATIVE.user };
  const { line } = await logIn({ event, settings, answers: { userRead } });
  expect(line).toMatchObject({ entra: "updated", profile: "updated" });
});
