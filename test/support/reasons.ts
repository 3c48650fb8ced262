/** Every reason that a part or a save can fail for. @module */

import type { Reason } from "../../src/http/failure";

export const REASONS = [
  "credentials",
  "permission",
  "limited",
  "throttled",
  "unavailable",
  "timeout",
  "invalid",
  "too_large",
  "user_not_found",
] as const satisfies readonly Reason[];
