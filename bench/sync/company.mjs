/** The company that is synced: people of a directory, and their accounts in Auth0. */

import { Buffer } from "node:buffer";

export const TENANT = "b0000000-0000-4000-8000-000000000000";
export const CONNECTION = "contoso";

/** Settings of all subjects. */
export const SETTINGS = {
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: "c0000000-0000-4000-8000-000000000000",
  AZURE_CLIENT_SECRET: "secret",
  AUTH0_DOMAIN: "contoso.eu.auth0.com",
  SYNC_AUTH0_CLIENT_ID: "client",
  SYNC_AUTH0_CLIENT_SECRET: "secret",
};

/** Direct reports of each person, from the first one down. */
const REPORTS = 8;
const PLANS = 80;
const SKUS = 5;
const PHOTO = Buffer.concat([Buffer.from("ffd8ffe000104a464946", "hex"), Buffer.alloc(1824, 7)]);
const PROFILE = {
  department: "Engineering",
  companyName: "Contoso",
  officeLocation: "18/2111",
  streetAddress: "1 Main Street",
  city: "Redmond",
  state: "WA",
  postalCode: "98052",
  country: "United States",
  preferredLanguage: "en-US",
  accountEnabled: true,
  usageLocation: "US",
};

export const oidOf = (index) => `a0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
export const userIdOf = (index) => `waad|user-${index}`;
export const managerOf = (index) => (index === 0 ? undefined : Math.floor((index - 1) / REPORTS));

export function reportsOf(index, count) {
  const first = index * REPORTS + 1;
  return Array.from({ length: Math.max(0, Math.min(REPORTS, count - first)) }, (_, at) => first + at);
}

/** What is known of everybody who is somebody's manager or direct report. */
export function personOf(index) {
  const address = `person.${index}@contoso.example`;
  const jobTitle = index % 3 === 0 ? "Lead" : "Engineer";
  return {
    id: oidOf(index),
    displayName: `Person ${index}`,
    mail: address,
    userPrincipalName: address,
    jobTitle,
  };
}

/** A whole user of the directory. @param hasPlans whether it has 15 kB of plans, which are created when they are read */
export function propertiesOf(index, hasPlans) {
  const digits = String(index).padStart(7, "0");
  const properties = {
    ...personOf(index),
    ...PROFILE,
    givenName: "Person",
    surname: String(index),
    mobilePhone: `+1 425 ${digits}`,
    businessPhones: [`+1 206 ${digits}`],
    proxyAddresses: [`SMTP:person.${index}@contoso.example`],
  };
  if (!hasPlans) return properties;
  const get = () => plansOf(index);
  return Object.defineProperty(properties, "assignedPlans", { get, enumerable: true });
}

/** Plans of several subscriptions, each of which a person has got at another time. */
function plansOf(index) {
  return Array.from({ length: PLANS }, (_, number) => ({
    assignedDateTime: timeOf(index * SKUS + (number % SKUS)),
    capabilityStatus: (index + number) % 17 === 0 ? "Deleted" : "Enabled",
    service: `MicrosoftService${number % 23}`,
    servicePlanId: `${String(number).padStart(8, "0")}-5c1f-4a2b-9d3e-6f7a8b9c0d1e`,
  }));
}

/** A time of some year that looks random and is always the same for a number. */
const timeOf = (number) => new Date(1.6e12 + ((number * 2_654_435_761) % 31_536_000) * 1000).toISOString();

export const photoOf = (index) => ({ bytes: PHOTO, type: "image/jpeg", etag: `"photo-${index}"` });

/** The account of somebody who has logged in before the Action was deployed. */
export function accountOf(index, app_metadata = {}) {
  return {
    user_id: userIdOf(index),
    oid: oidOf(index),
    tenantid: TENANT,
    upn: personOf(index).userPrincipalName,
    name: personOf(index).displayName,
    identities: [{ connection: CONNECTION, user_id: `user-${index}`, provider: "waad", isSocial: false }],
    app_metadata,
  };
}
