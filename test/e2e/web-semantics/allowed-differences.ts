import type { AllowedDifference } from "./allowed/allowed-difference.ts";
import { CODINGS } from "./allowed/codings.ts";
import { CONDITIONS } from "./allowed/conditions.ts";
import { COMMON, METHODS_AND_PATHS } from "./allowed/general.ts";
import { RANGES } from "./allowed/ranges.ts";

/** Every way in which main-web answers otherwise than nginx; numbers are sections of RFC 9110. */
export const ALLOWED_DIFFERENCES: readonly AllowedDifference[] = [
  ...COMMON,
  ...METHODS_AND_PATHS,
  ...CONDITIONS,
  ...RANGES,
  ...CODINGS,
];
