/** Entra, Graph and Auth0 in a process of their own. The first argument is the delay of each response in milliseconds. */

import { Buffer } from "node:buffer";
import { setTimeout } from "node:timers";
import {
  createAuth0Tenant,
  createBackend,
  createDirectory,
  createTenant,
  createUser,
  startBackend,
} from "../dist/bench/standin.mjs";

const delayMs = Number(process.argv[2]);
const person = (number) => ({
  id: `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  displayName: `Person ${number}`,
  mail: `person.${number}@contoso.example`,
  userPrincipalName: `person.${number}@contoso.example`,
  jobTitle: "Engineer",
});
const properties = {
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
const user = createUser(properties, {
  photo: { bytes: photo, type: "image/jpeg", etag: '"E"' },
  manager: person(1),
  directReports: [Array.from({ length: 8 }, (_, index) => person(index + 2))],
});
// Lengths that keep the sizes of the responses, so that results are comparable over time.
const createToken = () => "t".repeat(1478);
const createAuth0Token = () => "t".repeat(1499);
const directory = createDirectory((id) => createTenant({ id, createToken, findUser: () => user }));
const auth0 = createAuth0Tenant({ createToken: createAuth0Token, findUser: () => ({ user_id: "waad|0" }) });
// The token of the Rule, which requests none.
directory.tokens.set("given", "any tenant");
auth0.tokens.set("given", undefined);
const backend = createBackend(directory, auth0);
backend.override = ({ respond }, response) => {
  setTimeout(respond, delayMs, response);
  return true;
};

const standIn = await startBackend(backend);
process.send(standIn.env);
process.on("disconnect", () => standIn.close());
