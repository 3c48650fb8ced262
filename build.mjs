/** Builds `dist/`. Prints only warnings and errors. */

import { build } from "rolldown";
import configuration from "./rolldown.config.mjs";

await build(configuration);
