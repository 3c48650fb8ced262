import { readConfiguration } from "../../src/login/configuration";
import { makeProject, runCli } from "../support/cli/run";
import { ALL_PARTS, ALL_SETTINGS, CLIENT, TENANT, runCommands, runSetup } from "../support/cli/setup";

const withFile = async (file: string, env: Record<string, string> = {}) =>
  runSetup(env, ["--env-file", file]);

describe("setup, settings file", () => {
  it.each([".env.production", "config/.env.dev", ".env"])("accepts a missing file %s", async (file) => {
    const { code, stdout, stderr } = await withFile(file);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`cp .env.example ${file}\n`);
  });

  it.each(["prod.env", ".env.example", "settings/.envrc"])(
    "warns that git may not ignore %s",
    async (file) => {
      const { code, stderr } = await withFile(file);
      expect(code).toBe(0);
      expect(stderr.replaceAll(/\s+/g, " ")).toBe(
        `! secrets are written to ${file}, but git may not ignore it: use a name such as .env.test `,
      );
    },
  );

  it("is required by other commands", async () => {
    const project = makeProject();
    try {
      const { code, stderr } = await runCli(["doctor", "--env-file", ".env.dev"], { folder: project.path });
      expect(code).toBe(1);
      expect(stderr).toContain(".env.dev cannot be read (ENOENT)");
    } finally {
      project.remove();
    }
  });
});

describe("setup, names", () => {
  it("contain the environment of .env.NAME", async () => {
    const { steps, stdout } = await withFile("config/.env.test", { AUTH0_DOMAIN: "contoso.auth0.com" });
    expect(stdout).toContain("app_name='Entra enrichment (test)'\n");
    expect(stdout).toContain("--display-name 'Entra enrichment (test)'");
    const names = steps.slice(-3).map(({ commands }) => /--name '(.+)'/.exec(commands)?.[1]);
    expect(names).toEqual([
      "Entra enrichment (Action, test)",
      "Entra enrichment (deploy, test)",
      "Entra enrichment (sync, test)",
    ]);
  });

  it.each([".env", "prod.env", ".env.a'b"])("contain no environment with %s", async (file) => {
    const { stdout } = await withFile(file);
    expect(stdout).toContain("app_name='Entra enrichment'\n");
    expect(stdout).toContain("--name 'Entra enrichment (sync)'");
  });

  it("registers no app if one with this name exists", async () => {
    const az = `#!/bin/sh
printf 'az %s\\n' "$*" >> calls
case "$*" in "ad app list"*) echo ${CLIENT} ;; esac
`;
    const { step } = await runSetup();
    const steps = [step("Create the settings file"), step("Register the app")];
    const { status, calls, output, settings } = runCommands(steps, { az });
    expect(status).not.toBe(0);
    expect(output).toContain(`No app was registered. Existing client ID: ${CLIENT}\n`);
    // The filter of the Azure CLI also finds names that begin with this name.
    expect(calls).toBe(
      "az ad app list --display-name Entra enrichment --query [?displayName=='Entra enrichment'].appId --output tsv\n",
    );
    expect(settings.AZURE_CLIENT_ID).toBe("");
    expect(step("Register the app").text.replaceAll(/\s+/g, " ")).toContain(
      "To use that app, set AZURE_CLIENT_ID to this ID and run setup again.",
    );
  });

  it("registers no app if the list of apps cannot be read", async () => {
    const { step } = await runSetup();
    const az = `#!/bin/sh\nprintf 'az %s\\n' "$*" >> calls\ncase "$*" in "ad app list"*) exit 1 ;; esac\n`;
    const { calls } = runCommands([step("Create the settings file"), step("Register the app")], { az });
    expect(calls).not.toContain("ad app create");
  });
});

describe("setup, assumptions", () => {
  const assumptions = async (env: Record<string, string>) => {
    const { stdout } = await runSetup(env);
    return stdout.slice(0, stdout.indexOf("\n\n")).replaceAll(/\n {4,}/g, " ");
  };

  it("come first and show which settings switch on photos and groups", async () => {
    expect((await assumptions({})).split("\n").slice(-5)).toEqual([
      "  Cloud: global (GRAPH_CLOUD)",
      "  Token for Graph: client_credentials (GRAPH_TOKEN)",
      "  Parts that are on: profile, manager, directReports",
      "  Parts that are off, and how to switch them on: photo (USER_PHOTOS=on and SYNC_USER_PHOTOS=on), groups (SYNC_GROUPS=on)",
      "  How the Action saves: management-api (PERSIST_WITH)",
    ]);
  });

  it("follow the settings", async () => {
    const idp = { GRAPH_CLOUD: "china", GRAPH_TOKEN: "idp", PERSIST_WITH: "action-api" };
    const text = await assumptions({ ...ALL_PARTS, ...idp });
    expect(text).toMatch(/china.*\n.*idp.*\n.*directReports, groups\n.*: none\n.*action-api/);
    expect(await assumptions({ USER_PHOTOS: "on" })).toContain("photo (SYNC_USER_PHOTOS=on)");
  });

  it("name a setting for each part that is off", async () => {
    const off = { SYNC_PROFILE: "off", SYNC_MANAGER: "off", SYNC_DIRECT_REPORTS: "off" };
    const text = await assumptions(off);
    const switches = [...text.matchAll(/(\w+)=on/g)].map(([, name = ""]) => [name, "on"]);
    const { parts } = readConfiguration(Object.fromEntries(switches));
    expect(parts.filter(({ isOn }) => !isOn)).toEqual([]);
    expect(text).toContain("Parts that are on: none\n");
  });
});

describe("setup, logins", () => {
  const AZ_LOGIN = /^(?:az cloud set .+\n)?az login [^\n]*(?:\\\n.+)?$/;

  it("are the last commands of their blocks, because they read what is pasted", async () => {
    const { steps } = await runSetup({
      ...ALL_SETTINGS,
      ENTRA_TENANTS: "1a2b3c4d-2222-4333-8444-555566667777",
    });
    const azure = steps.flatMap(({ blocks }) => blocks).filter((block) => block.includes("az login"));
    expect(azure).toHaveLength(2);
    for (const block of azure) expect(block).toMatch(AZ_LOGIN);
    expect(azure[0]).toContain(`--tenant ${TENANT}`);
    for (const env of [{}, ALL_SETTINGS]) {
      const { blocks, text } = (await runSetup(env)).step("Sign in to the Auth0 CLI");
      expect(blocks[0]).toMatch(/auth0 login --domain \S+ \\\n {2}--scopes \S+$/);
      expect(blocks[1]).toMatch(/^auth0 tenants use/);
      expect(text).toContain("Wait until the login has finished");
    }
  });

  it("prints the tenant before its ID is written", async () => {
    const { steps, step } = await runSetup();
    const [login, show = "", write = ""] = step("Sign in to the Azure CLI").blocks;
    expect(login).toMatch(AZ_LOGIN);
    const [file] = steps;
    const { calls } = runCommands(file ? [file, { title: "", text: "", commands: show, blocks: [] }] : []);
    expect(calls).toBe(
      "az rest --method GET --url https://graph.microsoft.com/v1.0/organization --resource https://graph.microsoft.com --query value[].{id:id, domain:verifiedDomains[?isDefault].name | [0]} --output table\n",
    );
    expect(write).toContain("AZURE_TENANT_ID");
  });
});

describe("setup, consent", () => {
  const words = (text: string) => text.replaceAll(/\s+/g, " ");
  const REVOKED =
    "Entra may revoke permissions that were granted for the organization but are not on this list.";

  it("says what is granted and what can be revoked", async () => {
    const { step } = await runSetup({ AZURE_CLIENT_ID: CLIENT, ...ALL_PARTS });
    const text = words(step("Grant admin consent").text);
    expect(text).toContain(
      "This grants User.Read.All, ProfilePhoto.Read.All, GroupMember.Read.All and all other permissions on the app's list.",
    );
    expect(text).toContain(REVOKED);
    expect((await runSetup()).stdout).not.toContain("revoke");
  });

  it.each(["global", "china"])("warns about logins of the connection in the cloud %s", async (cloud) => {
    const { step } = await runSetup({ GRAPH_TOKEN: "idp", GRAPH_CLOUD: cloud });
    const text = words(step("Grant delegated permissions").text);
    expect(text).toContain(REVOKED);
    expect(text).toContain(
      "Logins through the connection can fail if a permission that they need is revoked.",
    );
  });

  it("skips permissions that the app already requests", async () => {
    const az = `#!/bin/sh
printf 'az %s\\n' "$*" >> calls
case "$*" in
  "ad app permission list"*) echo id-of-user; echo id-of-other ;;
  *User.Read.All*) echo id-of-user ;;
  *GroupMember*) echo id-of-group ;;
esac
`;
    const { steps, step } = await runSetup({ AZURE_CLIENT_ID: CLIENT, SYNC_GROUPS: "on" });
    const { status, calls } = runCommands([...steps.slice(0, 1), step("Request")], { az });
    expect(status).toBe(0);
    expect(calls).toContain(
      `ad app permission list --id ${CLIENT} --query [].resourceAccess[].id --output tsv\n`,
    );
    expect(calls.match(/(?<=--api-permissions ).+/g)).toEqual(["id-of-group=Role"]);
  });
});

describe("setup, pages", () => {
  it("prints the list of apps once and then names the menu item", async () => {
    const { stdout, step } = await runSetup({ GRAPH_TOKEN: "idp" });
    expect(stdout.match(/ApplicationsListBlade/g)).toHaveLength(1);
    expect(stdout.match(/manage\.auth0\.com/g)).toHaveLength(1);
    const page = (title: string) => step(title).text.replaceAll(/\s+/g, " ").trim().split("Page: ")[1];
    expect(page("Sign in to the Azure CLI")).toContain("ApplicationsListBlade");
    expect(page("Request")).toBe("in App registrations (step 2), open the app, then API permissions");
    expect(page("Create a client")).toBe(
      "in App registrations (step 2), open the app, then Certificates & secrets",
    );
    expect(page("Grant delegated")).toBe(
      "in App registrations (step 2), open the app registration of the connection, then API permissions",
    );
    expect(page("Create and authorize the application of sync")).toBe(
      "in the Auth0 dashboard, open Applications > Applications",
    );
  });

  it("links the page of the app if the app exists", async () => {
    const { steps } = await runSetup({ AZURE_CLIENT_ID: CLIENT });
    for (const { text } of steps.slice(2, 6))
      expect(text).toMatch(new RegExp(`Page: https://.+/appId/${CLIENT}$`));
  });

  it.each(["usgov", "usgov-dod", "china"])("returns to the global cloud at the end in %s", async (cloud) => {
    const { stdout } = await runSetup({ GRAPH_CLOUD: cloud });
    expect(stdout).toMatch(/\n {4}az cloud set --name AzureCloud\n$/);
  });
});
