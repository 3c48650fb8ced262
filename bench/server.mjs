/** Entra, Graph and Auth0 in a process of their own, every answer late by as much as the first argument says. */

import { Buffer } from "node:buffer";
import { setTimeout } from "node:timers";
import { URL } from "node:url";
import { sendJson, startStandIn } from "../dist/bench/standin.mjs";

const delayMs = Number(process.argv[2]);
const person = (number) => ({
  id: `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  displayName: `Person ${number}`,
  mail: `person.${number}@contoso.example`,
  userPrincipalName: `person.${number}@contoso.example`,
  jobTitle: "Engineer",
});
const user = {
  ...person(0),
  givenName: "Person",
  surname: "Zero",
  department: "Engineering",
  companyName: "Contoso",
  officeLocation: "18/2111",
  mobilePhone: "+1 425 555 0100",
  businessPhones: ["+1 425 555 0109"],
  streetAddress: "1 Main Street",
  city: "Redmond",
  state: "WA",
  postalCode: "98052",
  country: "United States",
  preferredLanguage: "en-US",
  accountEnabled: true,
  usageLocation: "US",
  proxyAddresses: ["SMTP:person.0@contoso.example"],
};
const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(1830, 7)]);
const reports = Array.from({ length: 8 }, (_, index) => person(index + 2));
const token = { token_type: "Bearer", access_token: "t".repeat(1500), expires_in: 3599 };

function answer({ path }, response) {
  const { pathname } = new URL(path, "https://host.example");
  if (pathname.endsWith("/token")) sendJson(response, 200, token);
  else if (pathname.startsWith("/api/v2/users/")) sendJson(response, 200, { user_id: "waad|0" });
  else if (pathname.endsWith("/manager")) sendJson(response, 200, person(1));
  else if (pathname.endsWith("/directReports")) sendJson(response, 200, { value: reports });
  else if (pathname.endsWith("/$value"))
    response.writeHead(200, { "content-type": "image/jpeg", etag: '"E"' }).end(photo);
  else sendJson(response, 200, user);
}

const standIn = await startStandIn((request, response) => setTimeout(answer, delayMs, request, response));
process.send(standIn.env);
process.on("disconnect", () => standIn.close());
