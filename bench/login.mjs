/** The login that is measured. */

const oid = "a0000000-0000-4000-8000-000000000000";
const tenantid = "b0000000-0000-4000-8000-000000000000";

/** What earlier logins have left, none of it what Graph has now. */
export const OUTDATED = {
  thumbnailPhoto: "data:image/jpeg;base64,/9j/4AAQ",
  manager: "Somebody Else",
  directReports: ["Nobody"],
  entra: { identity: "contoso|entra-user", profile: { oid, job_title: "Trainee" } },
};

/** @param appMetadata what is stored @param more settings beyond the credentials and the photos */
export function loginWith(appMetadata, more = {}) {
  return {
    connection: { name: "contoso", strategy: "waad", metadata: {} },
    user: {
      user_id: "waad|entra-user",
      identities: [{ connection: "contoso", provider: "waad", user_id: "entra-user", isSocial: false }],
      oid,
      tenantid,
      upn: "person.0@contoso.example",
      given_name: "Person",
      app_metadata: appMetadata,
    },
    secrets: {
      AZURE_TENANT_ID: tenantid,
      AZURE_CLIENT_ID: "c0000000-0000-4000-8000-000000000000",
      AZURE_CLIENT_SECRET: "secret",
      AUTH0_DOMAIN: "contoso.eu.auth0.com",
      AUTH0_CLIENT_ID: "client",
      AUTH0_CLIENT_SECRET: "secret",
      USER_PHOTOS: "on",
      SYNC_USER_PHOTOS: "on",
      ...more,
    },
  };
}
