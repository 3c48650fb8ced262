/**
 * Backstage's reader of Microsoft Graph. The arguments are the folder into which it was installed, and `photos`.
 */

import { createRequire } from "node:module";
import { join } from "node:path";
import { SETTINGS, TENANT } from "./company.mjs";

const [folder, photos] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const {
  MicrosoftGraphClient,
  readMicrosoftGraphOrg,
} = require("@backstage/plugin-catalog-backend-module-msgraph");

const client = MicrosoftGraphClient.create({
  target: "https://graph.microsoft.com/v1.0",
  authority: "https://login.microsoftonline.com",
  tenantId: TENANT,
  clientId: SETTINGS.AZURE_CLIENT_ID,
  clientSecret: SETTINGS.AZURE_CLIENT_SECRET,
});
const nothing = () => {};
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => logger };
const { users } = await readMicrosoftGraphOrg(client, TENANT, {
  loadUserPhotos: photos === "photos",
  userExpand: "manager",
  logger,
});
console.log(
  JSON.stringify({ people: users.length, photos: users.filter(({ spec }) => spec.profile.picture).length }),
);
