/**
 * The Rule that the Action replaces, on Microsoft Graph since Azure AD Graph is gone: three reads and a write, one
 * after the other, by every login. Both its tokens were given to it.
 */

"use strict";

const { Buffer } = require("node:buffer");

const headers = { authorization: "Bearer given", "content-type": "application/json" };

async function read(path) {
  const response = await globalThis.fetch(`https://graph.microsoft.com/v1.0${path}`, { headers });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

module.exports.onExecutePostLogin = async (event) => {
  const { oid, user_id } = event.user;
  const photo = Buffer.from(await (await read(`/users/${oid}/photos/64x64/$value`)).arrayBuffer());
  const manager = await (await read(`/users/${oid}/manager`)).json();
  const reports = await (await read(`/users/${oid}/directReports`)).json();
  const app_metadata = {
    thumbnailPhoto: `data:image/jpeg;base64,${photo.toString("base64")}`,
    manager: manager.displayName,
    directReports: reports.value.map(({ displayName }) => displayName),
  };
  const url = `https://${event.secrets.AUTH0_DOMAIN}/api/v2/users/${encodeURIComponent(user_id)}`;
  const body = JSON.stringify({ app_metadata });
  const response = await globalThis.fetch(url, { method: "PATCH", headers, body });
  await response.json();
  if (!response.ok) throw new Error(`write: ${response.status}`);
};
