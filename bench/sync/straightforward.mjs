/**
 * The straightforward way to read everybody: three requests for each person, or four with the photo, ten people at a
 * time. The arguments are the number of people and `photos`.
 */

import { Buffer } from "node:buffer";
import { Agent, request } from "node:https";
import { TENANT, oidOf } from "./company.mjs";

const AT_A_TIME = 10;
const people = Number(process.argv[2]);
const hasPhotos = process.argv[3] === "photos";
const agent = new Agent({ keepAlive: true });
const person = "$select=id,displayName,mail,userPrincipalName,jobTitle";

async function send(url, options, body) {
  const response = await new Promise((resolve, reject) => {
    request(url, { agent, ...options }, resolve)
      .on("error", reject)
      .end(body);
  });
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const token = JSON.parse(
  await send(
    `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
    { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } },
    "client_id=client&client_secret=secret&grant_type=client_credentials",
  ),
).access_token;
const get = async (path) =>
  send(`https://graph.microsoft.com/v1.0/users/${path}`, { headers: { authorization: `Bearer ${token}` } });

let next = 0;
async function readPeople() {
  while (next < people) {
    const id = oidOf(next++);
    for (const path of [id, `${id}/manager?${person}`, `${id}/directReports?${person}&$top=999`]) {
      JSON.parse(await get(path));
    }
    if (hasPhotos) await get(`${id}/photo/$value`);
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, readPeople));
console.log(JSON.stringify({ people }));
agent.destroy();
