import { runCli } from "../support/cli/run";
import { SETTINGS, USER, setUpTenant } from "../support/cli/tenant";

const tenant = setUpTenant();

test.each([
  [["doctor"], "login.microsoftonline.com"],
  [["deploy"], "contoso.eu.auth0.com"],
  [["status"], "contoso.eu.auth0.com"],
  [["record", "--user", USER], "login.microsoftonline.com"],
  [["sync"], "contoso.eu.auth0.com"],
])("%j names the host and NODE_EXTRA_CA_CERTS if a certificate is not trusted", async (args, host) => {
  const { folder, standIn } = tenant;
  const env = { ...SETTINGS, TMPDIR: folder };
  const { code, stdout, stderr } = await runCli(args, { env, folder, standIn, isTrusted: false });
  expect(code).toBeGreaterThan(0);
  expect(stdout + stderr).toMatch(
    new RegExp(`the certificate of ${host} is not trusted \\(\\w+\\): .*set NODE_EXTRA_CA_CERTS`),
  );
});
