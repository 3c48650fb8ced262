/**
 * What the vendors' samples come to when they are put together: their packages at the top, their clients made by
 * each login, since only a login has the secrets, and one request after the other.
 */

"use strict";

const { Buffer } = require("node:buffer");
const { ClientSecretCredential } = require("@azure/identity");
const { Client, ResponseType } = require("@microsoft/microsoft-graph-client");
const { ManagementClient } = require("auth0");

module.exports.onExecutePostLogin = async (event) => {
  const { secrets, user } = event;
  const credential = new ClientSecretCredential(
    secrets.AZURE_TENANT_ID,
    secrets.AZURE_CLIENT_ID,
    secrets.AZURE_CLIENT_SECRET,
  );
  const { token } = await credential.getToken("https://graph.microsoft.com/.default");
  const graph = Client.init({ authProvider: (done) => done(null, token) });
  const path = `/users/${user.oid}`;
  const profile = await graph.api(path).get();
  const photo = await graph.api(`${path}/photos/64x64/$value`).responseType(ResponseType.ARRAYBUFFER).get();
  const manager = await graph.api(`${path}/manager`).get();
  const reports = await graph.api(`${path}/directReports`).get();

  const management = new ManagementClient({
    domain: secrets.AUTH0_DOMAIN,
    clientId: secrets.AUTH0_CLIENT_ID,
    clientSecret: secrets.AUTH0_CLIENT_SECRET,
  });
  await management.users.update(user.user_id, {
    app_metadata: {
      thumbnailPhoto: `data:image/jpeg;base64,${Buffer.from(photo).toString("base64")}`,
      manager: manager.displayName,
      directReports: reports.value.map(({ displayName }) => displayName),
      entra: { profile },
    },
  });
};
