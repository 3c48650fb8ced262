/**
 * How the fields of Graph's responses are anonymized. A field that is not listed is replaced together with its name,
 * because names of schema extensions contain the id of an app.
 *
 * @module
 */

/** How a text is replaced. */
export type Kind =
  | "id"
  | "name"
  | "given"
  | "surname"
  | "group"
  | "address"
  | "proxy"
  | "phone"
  | "job"
  | "department"
  | "city"
  | "country"
  | "state"
  | "street"
  | "postcode"
  | "location"
  | "language"
  | "date"
  | "status"
  | "service"
  | "type"
  | "context"
  | "next"
  | "code"
  | "message"
  | "text";

/** Fields of Microsoft. A text in a field for booleans or objects is replaced like free text. */
export const FIELDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["id", "id"],
  ["displayName", "name"],
  ["givenName", "given"],
  ["surname", "surname"],
  ["mail", "address"],
  ["userPrincipalName", "address"],
  ["proxyAddresses", "proxy"],
  ["mobilePhone", "phone"],
  ["businessPhones", "phone"],
  ["faxNumber", "phone"],
  ["jobTitle", "job"],
  ["department", "department"],
  ["city", "city"],
  ["country", "country"],
  ["state", "state"],
  ["streetAddress", "street"],
  ["postalCode", "postcode"],
  ["usageLocation", "location"],
  ["preferredLanguage", "language"],
  ["onPremisesLastSyncDateTime", "date"],
  ["onPremisesSyncEnabled", "text"],
  ["accountEnabled", "text"],
  ["assignedLicenses", "text"],
  ["disabledPlans", "id"],
  ["skuId", "id"],
  ["assignedPlans", "text"],
  ["assignedDateTime", "date"],
  ["servicePlanId", "id"],
  ["capabilityStatus", "status"],
  ["provisioningStatus", "status"],
  ["service", "service"],
  ["provisionedPlans", "text"],
  ["onPremisesProvisioningErrors", "text"],
  ["occurredDateTime", "date"],
  ["propertyCausingError", "text"],
  ["category", "text"],
  ["value", "text"],
  ["error", "text"],
  ["code", "code"],
  ["message", "message"],
  ["innerError", "text"],
  ["innererror", "text"],
  ["date", "date"],
  ["request-id", "id"],
  ["client-request-id", "id"],
  ["@odata.type", "type"],
  ["@odata.context", "context"],
  ["@odata.nextLink", "next"],
]);

/** Values that are kept, because they are not personal and the Action or a reader needs them. */
export const CONSTANTS: Readonly<Partial<Record<Kind, ReadonlySet<string>>>> = {
  status: new Set([
    "Enabled",
    "Warning",
    "Suspended",
    "Deleted",
    "LockedOut",
    "Success",
    "Disabled",
    "Error",
    "PendingInput",
    "PendingActivation",
    "PendingProvisioning",
  ]),
  service: new Set([
    "exchange",
    "SharePoint",
    "MicrosoftCommunicationsOnline",
    "MicrosoftOffice",
    "TeamspaceAPI",
    "YammerEnterprise",
    "RMSOnline",
    "SCO",
    "AADPremiumService",
    "MultiFactorService",
    "OfficeForms",
    "ProcessSimple",
    "PowerAppsService",
    "ProjectWorkManagement",
    "Deskless",
    "To-Do",
    "MicrosoftStream",
    "Sway",
    "WhiteboardServices",
    "WindowsDefenderATP",
    "Adallom",
  ]),
  type: new Set([
    "#microsoft.graph.user",
    "#microsoft.graph.orgContact",
    "#microsoft.graph.group",
    "#microsoft.graph.directoryRole",
    "#microsoft.graph.administrativeUnit",
    "#microsoft.graph.device",
    "#microsoft.graph.servicePrincipal",
    "#microsoft.graph.directoryObject",
  ]),
  // Codes that decide the outcome are kept even if a person or a group is called like one of their words.
  code: new Set([
    "AccessDenied",
    "AuthenticationError",
    "Authorization_RequestDenied",
    "BadRequest",
    "ConsumerPhotoIsNotSupported",
    "ErrorAccessDenied",
    "ErrorEntityNotFound",
    "ErrorItemNotFound",
    "GetUserPhoto",
    "ImageNotFound",
    "InvalidAuthenticationToken",
    "InvalidRequest",
    "MailboxNotEnabledForRESTAPI",
    "MailboxNotHostedInExchangeOnline",
    "Request_BadRequest",
    "Request_ResourceNotFound",
    "ResourceNotFound",
    "TooManyRequests",
    "UnknownError",
  ]),
  message: new Set([
    "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
    "Insufficient privileges to complete the operation.",
    "Access is denied. Check credentials and try again.",
    "Access token validation failure.",
    "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    "REST API is not yet supported for this mailbox.",
    "",
  ]),
};

/** The replacement of every text of these kinds. */
export const FIXED_VALUES: Readonly<Partial<Record<Kind, string>>> = {
  location: "US",
  language: "en-US",
  date: "2025-01-01T00:00:00Z",
  type: "#microsoft.graph.directoryObject",
};
