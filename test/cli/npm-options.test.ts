import { ENVIRONMENT, setUpDeploy } from "../support/cli/deploy";
import { runCli } from "../support/cli/run";

const setup = setUpDeploy();

describe("an option that npm took for itself, because -- is missing", () => {
  it.each([
    ["deploy", "--dry-run", { npm_config_dry_run: "true" }],
    ["deploy", "--no-bind", { npm_config_bind: "" }],
    ["deploy", "--keep-secrets", { npm_config_keep_secrets: "true" }],
    ["remove", "--delete", { npm_config_delete: "true" }],
    ["rollback", "--to", { npm_config_token_description: "4" }],
    ["status", "--env-file", { npm_config_env_file: ".env.production" }],
  ])("stops %s with %s before anything is sent", async (command, option, variables) => {
    const { code, stdout, stderr } = await setup.run([command], variables);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `npm took ${option} for its own option: put -- before the options, as in npm run ${command} -- ${option}\n`,
    );
    expect(setup.operations()).toEqual([]);
  });

  it("is named with npm start if npm start was used", async () => {
    const { code, stderr } = await runCli(["replay"], { env: { npm_config_list: "true" } });
    expect([code, stderr]).toEqual([
      2,
      "npm took --list for its own option: put -- before the options, as in npm start -- --list\n",
    ]);
  });

  it("ends sync with 1, because 2 means that users failed", async () => {
    const env = { ...ENVIRONMENT, npm_config_dry_run: "true" };
    expect(await runCli(["sync"], { env })).toMatchObject({ code: 1, stdout: "" });
  });

  it("does not matter if the command has it, too", async () => {
    const ran = await setup.run(["deploy", "--dry-run"], { npm_config_dry_run: "true" });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(setup.writes()).toEqual([]);
  });

  it("is not mistaken for a setting that the user has made for npm", async () => {
    const ran = await setup.run(["deploy", "--dry-run"], { npm_config_json: "true", npm_config_user: "0" });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  });
});

it("deploy warns about a misspelled setting", async () => {
  const { stderr } = await setup.run(["deploy", "--dry-run"], { SYNC_GROUP: "on" });
  expect(stderr).toMatch(/^! SYNC_GROUP .*SYNC_GROUPS/);
});
