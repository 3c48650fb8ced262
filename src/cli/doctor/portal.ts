/**
 * URLs of pages in Microsoft's admin center.
 *
 * @module
 * @see https://learn.microsoft.com/entra/fundamentals/faq for the host of each national cloud
 */

import type { Settings } from "../../settings/settings";

const ADMIN_CENTER: Readonly<Record<Settings["cloud"]["name"], string>> = {
  global: "https://entra.microsoft.com",
  usgov: "https://entra.microsoft.us",
  "usgov-dod": "https://entra.microsoft.us",
  china: "https://entra.microsoftonline.cn",
};

const PAGES = { permissions: "CallAnAPI", credentials: "Credentials" } as const;

/** The page of the app registration with its API permissions and admin consent, or with its secrets. */
export function portalPage(settings: Settings, page: keyof typeof PAGES): string {
  const base = `${ADMIN_CENTER[settings.cloud.name]}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade`;
  return `${base}/~/${PAGES[page]}/appId/${encodeURIComponent(settings.graphApp?.clientId ?? "")}`;
}
