/** Defaults of the settings, by name, from `actions.config.json`. The build inserts them as literals. */
import { secrets } from "../../actions.config.json";

export const DEFAULTS: Readonly<Record<string, string>> = Object.fromEntries(
  secrets.map((secret) => [secret.name, secret.default ?? ""]),
);
