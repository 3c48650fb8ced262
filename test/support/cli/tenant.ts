/**
 * The tenant that tests of `doctor` and `record` run in, and which a test can change.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { makeProject } from "./run";
import { type Auth0Client, createAuth0Tenant } from "../standin/auth0-tenant";
import { type Backend, createBackend, noOverride, startBackend } from "../standin/backend";
import {
  type DirectoryUser,
  type EntraTenant,
  type GraphObject,
  createDirectory,
  createTenant,
  createUser,
} from "../standin/directory";
import { AUTH0_DOMAIN, type StandIn } from "../standin/server";

export const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
export const USER = "c0ffee42-1111-4222-8333-444455556666";
export const MANAGER = "0ddba11a-9999-4888-8777-666655554444";
const CLIENT = "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d";
const SECRET = "Qm7~right-client-secret";
const AUTH0_CLIENT = "m2mClient";
const AUTH0_SECRET = "Zx9-right-m2m-secret";

/** Environment of a command for which everything is set up. */
export const SETTINGS: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: CLIENT,
  AZURE_CLIENT_SECRET: SECRET,
  AUTH0_DOMAIN,
  AUTH0_CLIENT_ID: AUTH0_CLIENT,
  AUTH0_CLIENT_SECRET: AUTH0_SECRET,
  USER_PHOTOS: "on",
  SYNC_USER_PHOTOS: "on",
};

export interface TestTenant extends EntraTenant {
  /** Whether access tokens are opaque. By default they are JWTs with the granted roles. */
  opaqueTokens: boolean;
  /** The only user that requests can name. */
  readonly user: DirectoryUser;
}

export interface TenantSetup {
  readonly backend: Backend;
  /** A new tenant for every test. */
  tenant: TestTenant;
  standIn: StandIn;
  /** A project folder without the developer's `.env`. */
  readonly folder: string;
  /** Grants scopes of the Management API to Auth0's application. None: it is not authorized for the API. */
  setScopes(scopes: readonly string[]): void;
  /** Adds applications to the Auth0 tenant, by their client ids. */
  addApplications(applications: Readonly<Record<string, Auth0Client>>): void;
}

/** Starts a stand-in before the tests of a file and stops it after. */
export function setUpTenant(): TenantSetup {
  const project = makeProject();
  const backend = createBackend(createDirectory(() => undefined));
  const setup: TenantSetup = {
    backend,
    tenant: createTestTenant(),
    standIn: undefined as unknown as StandIn,
    folder: project.path,
    setScopes(scopes) {
      const client = { secret: AUTH0_SECRET, scopes };
      backend.auth0 = createAuth0Tenant({ clients: new Map([[AUTH0_CLIENT, client]]) });
    },
    addApplications(applications) {
      for (const [id, client] of Object.entries(applications)) backend.auth0.clients?.set(id, client);
    },
  };
  beforeAll(async () => {
    setup.standIn = await startBackend(backend);
  });
  beforeEach(() => {
    const tenant = createTestTenant();
    setup.tenant = tenant;
    setup.setScopes(["update:users_app_metadata"]);
    backend.directory = createDirectory((id) => (id === tenant.id ? tenant : undefined));
    backend.override = noOverride;
    backend.overridePart = undefined;
    backend.exchanges.length = 0;
    setup.standIn.requests.length = 0;
  });
  afterAll(async () => {
    await setup.standIn.close();
    project.remove();
  });
  return setup;
}

function createTestTenant(): TestTenant {
  const tenant: TestTenant = {
    ...createTenant({
      id: TENANT,
      apps: new Map([[CLIENT, SECRET]]),
      roles: ["User.Read.All", "ProfilePhoto.Read.All"],
      odataMetadata: "minimal",
      createToken: () => (tenant.opaqueTokens ? "opaque-token-of-graph" : createJwt(tenant.roles)),
      findUser: (id) => (id === tenant.user.properties.id ? tenant.user : undefined),
    }),
    opaqueTokens: false,
    user: createTestUser(),
  };
  return tenant;
}

function createJwt(roles: readonly string[]): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { ver: "2.0", tid: TENANT, appid: CLIENT, roles };
  return `${encode({ typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

function createTestUser(): DirectoryUser {
  return createUser(USER_PROPERTIES, {
    manager: createPerson(MANAGER, "Ottokar Zwiebelbaum", "ozwiebel"),
    directReports: [
      [
        createPerson("a1a1a1a1-0000-4000-8000-000000000001", "Philippa Umbrage", "pumbrage"),
        createPerson("a1a1a1a1-0000-4000-8000-000000000002", "Lysander Moonhowl", "lmoonhowl"),
      ],
    ],
    photo: {
      bytes: readFileSync("test/fixtures/pictures/portrait-64x64.jpg"),
      type: "image/jpeg",
      etag: '"QUACK-1234"',
    },
  });
}

export function createPerson(id: string, displayName: string, name: string): GraphObject {
  const mail = `${name}@tailspintoys.com`;
  return {
    "@odata.type": "#microsoft.graph.user",
    id,
    displayName,
    mail,
    userPrincipalName: mail,
    jobTitle: "Bassoon Tuner",
  };
}

const USER_PROPERTIES: GraphObject = {
  id: USER,
  displayName: "Wilhelmina Quackenbush",
  givenName: "Wilhelmina",
  surname: "Quackenbush",
  mail: "wilhelmina.quackenbush@tailspintoys.com",
  userPrincipalName: "wquack@tailspintoys.com",
  accountEnabled: true,
  businessPhones: ["+49 89 7654321"],
  mobilePhone: "+49 171 1234567",
  jobTitle: "Manager",
  department: "Bassoon Repairs",
  city: "Unterschleissheim",
  country: "Germany",
  postalCode: "85716",
  state: "Bavaria",
  streetAddress: "Konrad-Zuse-Platz 7",
  usageLocation: "DE",
  preferredLanguage: "de-DE",
  proxyAddresses: [
    "SMTP:wilhelmina.quackenbush@tailspintoys.com",
    "x500:/o=Tailspin/cn=Recipients/cn=wquack",
  ],
  assignedLicenses: [{ disabledPlans: [], skuId: "c7df2760-2c81-4ef7-b578-5b5392b571df" }],
  assignedPlans: [
    {
      assignedDateTime: "2025-02-11T09:22:31Z",
      capabilityStatus: "Enabled",
      service: "exchange",
      servicePlanId: "efb87545-963c-4e0d-99df-69c6916d9eb0",
    },
  ],
  provisionedPlans: [{ capabilityStatus: "Enabled", provisioningStatus: "Success", service: "SharePoint" }],
  onPremisesProvisioningErrors: [],
  onPremisesSyncEnabled: true,
  onPremisesLastSyncDateTime: "2026-10-05T03:04:05Z",
  faxNumber: null,
};
