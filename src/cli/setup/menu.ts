/**
 * Menu items for pages whose URL is not known before the setup. They start from a page whose URL an earlier step prints.
 *
 * @module
 */

/** A page of an app registration. */
export function appMenu(item: string, app = "the app"): string {
  return `in App registrations (step 2), open ${app}, then ${item}`;
}

/** The list of applications in Auth0. */
export const APPLICATIONS_MENU = "in the Auth0 dashboard, open Applications > Applications";
