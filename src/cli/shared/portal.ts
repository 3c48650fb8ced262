/**
 * URLs of pages in Microsoft's admin center.
 *
 * @module
 * @see https://learn.microsoft.com/entra/fundamentals/faq for the host of each national cloud
 */

import type { Cloud } from "../../settings/cloud";
import type { Settings } from "../../settings/settings";

const ADMIN_CENTER: Readonly<Record<Cloud["name"], string>> = {
  global: "https://entra.microsoft.com",
  usgov: "https://entra.microsoft.us",
  "usgov-dod": "https://entra.microsoft.us",
  china: "https://entra.microsoftonline.cn",
};

const PAGES = { permissions: "CallAnAPI", credentials: "Credentials", overview: "Overview" } as const;

type AppPage = keyof typeof PAGES;

/** A page of the app registration in `settings`. */
export function portalPage(settings: Settings, page: AppPage): string {
  return appPage(settings.cloud, settings.graphApp?.clientId ?? "", page);
}

/** A page of the app registration with this client ID. */
export function appPage(cloud: Cloud, clientId: string, page: AppPage): string {
  return `${blade(cloud, "ApplicationMenuBlade")}/~/${PAGES[page]}/appId/${encodeURIComponent(clientId)}`;
}

/** The page that registers an app. */
export function registrationPage(cloud: Cloud): string {
  return blade(cloud, "CreateApplicationBlade");
}

/** The list of app registrations. */
export function appsPage(cloud: Cloud): string {
  return blade(cloud, "ApplicationsListBlade");
}

function blade({ name }: Cloud, page: string): string {
  return `${ADMIN_CENTER[name]}/#view/Microsoft_AAD_RegisteredApps/${page}`;
}
