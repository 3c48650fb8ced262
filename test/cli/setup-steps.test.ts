import { generate } from "selfsigned";
import { DEPLOY_APPLICATION, SYNC_APPLICATION, scopesOf } from "../../src/cli/shared/applications";
import { readConfiguration } from "../../src/login/configuration";
import {
  ALL_PARTS,
  ALL_SETTINGS,
  CLIENT,
  OTHER_TENANT,
  TENANT,
  runCommands,
  runSetup,
} from "../support/cli/setup";

const permissionsIn = (text: string) => [...new Set(text.match(/\b\w+\.Read\.All\b/g))];
const scopesIn = (text: string) => text.match(/(?<=")(?:read|create|update|delete):\w+(?=")/g);

describe("setup, permissions", () => {
  it.each([
    [{}, ["User.Read.All"]],
    [{ USER_PHOTOS: "on" }, ["User.Read.All"]],
    [{ SYNC_USER_PHOTOS: "on" }, ["User.Read.All"]],
    [ALL_PARTS, ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"]],
    [
      { SYNC_GROUPS: "on", SYNC_PROFILE: "claims", SYNC_MANAGER: "off", SYNC_DIRECT_REPORTS: "off" },
      ["GroupMember.Read.All"],
    ],
  ])("requests only those of the parts that are on with %j", async (switches, expected) => {
    const { parts } = readConfiguration(switches);
    const used = parts.filter(({ isOn, usesGraph }) => isOn && usesGraph);
    expect([...new Set(used.map(({ permission }) => permission))]).toEqual(expected);
    const { step } = await runSetup(switches);
    expect(permissionsIn(step("Request the permissions").commands)).toEqual(expected);
  });

  it("requests none if no part reads Microsoft Graph", async () => {
    const { stdout } = await runSetup({
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      ENTRA_TENANTS: OTHER_TENANT,
      GRAPH_TOKEN: "idp",
    });
    expect(stdout).toContain("no part that is on reads Microsoft Graph");
    expect(stdout).not.toMatch(/permission add|admin-consent|appRoleAssignments/);
  });

  it("looks up each permission by its name and adds it as an application permission", async () => {
    const { steps } = await runSetup(ALL_PARTS);
    const { calls } = runCommands(steps.slice(0, 5));
    expect(calls).toContain("--query appRoles[?value=='ProfilePhoto.Read.All'].id | [0] --output tsv");
    expect(calls.match(/permission add .* --api-permissions id-of-role=Role/g)).toHaveLength(3);
    expect(calls).toMatch(new RegExp(`az ad app permission admin-consent --id ${CLIENT}\\n$`));
  });

  it("adds delegated permissions to the app registration of the connection with GRAPH_TOKEN=idp", async () => {
    const { steps, step } = await runSetup({ ...ALL_SETTINGS, ...ALL_PARTS, GRAPH_TOKEN: "idp" });
    const delegated = step("Grant delegated permissions");
    expect(permissionsIn(delegated.commands)).toEqual(permissionsIn(step("Request").commands));
    const { calls } = runCommands([...steps.slice(0, 1), delegated]);
    expect(calls.match(/--id 0{8}-.* --api-permissions id-of-scope=Scope/g)).toHaveLength(3);
    expect(step("Register the app").title).toContain("(optional)");
  });

  it("makes the app multitenant and grants consent in each tenant of ENTRA_TENANTS", async () => {
    const tenants = { ENTRA_TENANTS: `${OTHER_TENANT}, ${TENANT}` };
    const { steps, step } = await runSetup({ ...ALL_SETTINGS, ...tenants });
    expect(steps.filter(({ title }) => title.startsWith("Grant admin consent in tenant"))).toHaveLength(1);
    expect(step("Register the app").commands).toContain("--sign-in-audience AzureADMultipleOrgs");
    const other = step(`Grant admin consent in tenant ${OTHER_TENANT}`);
    expect(other.text).toContain(
      `Page: https://login.microsoftonline.com/${OTHER_TENANT}/adminconsent?client_id=${CLIENT}`,
    );
    const { calls } = runCommands([...steps.slice(0, 1), other]);
    expect(calls).toContain(`az login --tenant ${OTHER_TENANT}`);
    expect(calls).toContain(
      '"principalId":"id-of-principal","resourceId":"id-of-principal","appRoleId":"id-of-role"',
    );
    expect((await runSetup(tenants)).stdout).toContain("--sign-in-audience AzureADMultipleOrgs");
  });
});

describe("setup, clouds", () => {
  it.each([
    ["global", "AzureCloud", "https://entra.microsoft.com/", "https://graph.microsoft.com"],
    ["usgov", "AzureUSGovernment", "https://entra.microsoft.us/", "https://graph.microsoft.us"],
    ["usgov-dod", "AzureUSGovernment", "https://entra.microsoft.us/", "https://dod-graph.microsoft.us"],
    [
      "china",
      "AzureChinaCloud",
      "https://entra.microsoftonline.cn/",
      "https://microsoftgraph.chinacloudapi.cn",
    ],
  ])("uses the names and hosts of %s", async (cloud, name, portal, graph) => {
    const { stdout, step, steps } = await runSetup({ ...ALL_SETTINGS, GRAPH_CLOUD: cloud });
    expect(stdout).toContain(`az cloud set --name ${name}\n`);
    for (const { text } of steps.slice(1, 6)) expect(text).toContain(`Page: ${portal}#view/`);
    const consent = step("Grant admin consent");
    // The Azure CLI refuses admin-consent in other clouds.
    const isGlobal = cloud === "global";
    expect(consent.commands.includes("admin-consent")).toBe(isGlobal);
    expect(consent.commands.includes(`--resource ${graph}`)).toBe(!isGlobal);
    expect(consent.commands.includes(`principals=${graph}/v1.0/servicePrincipals`)).toBe(!isGlobal);
  });

  it("uses the global cloud and prints a warning if GRAPH_CLOUD is not valid", async () => {
    const { code, stdout, stderr } = await runSetup({ GRAPH_CLOUD: "mars" });
    expect([code, stderr]).toEqual([0, "! GRAPH_CLOUD is not valid, so it is treated as not set\n"]);
    expect(stdout).toContain("--name AzureCloud\n");
  });
});

describe("setup, credential", () => {
  const OPENSSL = `#!/bin/sh
printf '%s\\n' '-----BEGIN CERTIFICATE-----' 'AA==' '-----END CERTIFICATE-----' > entra-certificate.pem
printf '%s\\n' '-----BEGIN PRIVATE KEY-----' 'BB==' '-----END PRIVATE KEY-----' > entra-key.pem
`;

  it("creates a certificate that the Action accepts and deletes its files", async () => {
    const { steps, step } = await runSetup({ AZURE_CLIENT_ID: CLIENT });
    const list = { title: "", text: "", commands: "ls *.pem || true", blocks: [] };
    const both = step("Create a client secret or a certificate");
    expect(both.blocks).toHaveLength(2);
    expect(both.text).toMatch(/^ {2}Either create a client secret\.[^]*^ {2}Or create a certificate\./m);
    const certificate = { ...both, commands: both.blocks[1] ?? "" };
    const ran = runCommands([...steps.slice(0, 1), certificate, list], { openssl: OPENSSL });
    expect(ran.status).toBe(0);
    expect(ran.calls).toBe(
      `az ad app credential reset --id ${CLIENT} --append --cert @entra-certificate.pem --output none\n`,
    );
    expect(ran.output).toContain("cannot access");
    const { settings } = readConfiguration({ ...ran.settings, AZURE_CLIENT_ID: CLIENT });
    expect(settings.graphApp?.credential).toEqual({
      certificate: expect.stringMatching(/^-----BEGIN CERT[^\\]*-----END PRIVATE KEY-----\n$/) as string,
    });
  });

  it("adds a certificate that is set to a new app, and creates no secret", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "test" }], { keySize: 2048 });
    const { stdout, step } = await runSetup({ AZURE_CLIENT_CERTIFICATE: `${cert}${key}` });
    expect(step("Add the certificate").commands).toContain("--cert @entra-certificate.pem");
    expect(stdout).not.toContain("Create a client secret");
    expect(stdout).not.toContain("BEGIN");
  });
});

describe("setup, applications of Auth0", () => {
  const actionScopes = async (env: Record<string, string>) =>
    scopesIn((await runSetup(env)).step("Create and authorize the application of the Action").commands);

  it("authorizes each application for the scopes that doctor checks", async () => {
    const { step } = await runSetup();
    expect(scopesIn(step("Create and authorize the application of deploy").commands)).toEqual(
      scopesOf(DEPLOY_APPLICATION),
    );
    expect(scopesIn(step("Create and authorize the application of sync").commands)).toEqual(
      scopesOf(SYNC_APPLICATION),
    );
    expect(scopesOf(DEPLOY_APPLICATION)).toEqual(["read:actions", "create:actions", "update:actions"]);
    expect(scopesOf(SYNC_APPLICATION)).toEqual([
      "read:users",
      "update:users_app_metadata",
      "read:connections",
    ]);
  });

  it("gives the Action the scopes that its settings need", async () => {
    const save = "update:users_app_metadata";
    expect(await actionScopes({})).toEqual([save]);
    expect(await actionScopes({ GRAPH_TOKEN: "idp" })).toEqual([save, "read:users", "read:user_idp_tokens"]);
    expect(await actionScopes({ GRAPH_TOKEN: "idp", PERSIST_WITH: "action-api" })).toEqual([
      "read:users",
      "read:user_idp_tokens",
    ]);
    expect(await actionScopes({ PERSIST_WITH: "action-api" })).toEqual(["read:users"]);
  });

  it("says whether the Action needs its application", async () => {
    const titleWith = async (env: Record<string, string>) =>
      (await runSetup(env)).step("Create and authorize the application of the Action").title;
    expect(await titleWith({})).toContain("(optional)");
    expect(await titleWith({ PERSIST_WITH: "action-api" })).toContain("(optional)");
    expect(await titleWith({ GRAPH_TOKEN: "idp" })).not.toContain("(optional)");
  });

  it("sends valid JSON to the Management API", async () => {
    const { steps } = await runSetup({ AUTH0_DOMAIN: "contoso.auth0.com" });
    const { calls } = runCommands([...steps.slice(0, 1), ...steps.slice(-3)]);
    const bodies = [...calls.matchAll(/client-grants --data (\{[^]*?\})/g)].map(
      ([, body = ""]) => JSON.parse(body) as unknown,
    );
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toEqual({
      client_id: "newClient",
      audience: "https://contoso.auth0.com/api/v2/",
      scope: scopesOf(DEPLOY_APPLICATION),
    });
  });

  it.each([
    ["contoso.eu.auth0.com", "https://manage.auth0.com/dashboard/eu/contoso/"],
    ["contoso.auth0.com", "https://manage.auth0.com/dashboard/us/contoso/"],
    ["login.contoso.com", "https://manage.auth0.com/"],
  ])("links to the dashboard of %s", async (domain, url) => {
    const { step } = await runSetup({ AUTH0_DOMAIN: domain });
    const { text, commands } = step("Sign in to the Auth0 CLI");
    expect(text).toContain(`Page: ${url}`);
    // Only tenants of auth0.com have the login as a user, which --scopes selects.
    expect(commands.includes("--scopes create:clients,create:client_grants")).toBe(
      domain.endsWith(".auth0.com"),
    );
  });
});
