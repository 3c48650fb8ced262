/** Defaults of the settings, by name, as `actions.config.json` declares them. The build puts them in literally. */
import { secrets } from "../../actions.config.json";

export const DEFAULTS: Readonly<Record<string, string>> = Object.fromEntries(
  secrets.map((secret) => [secret.name, secret.default ?? ""]),
);
