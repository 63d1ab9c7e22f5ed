import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";

/** Reports a thing that goes wrong when it begins, and when it is over. */
export function outage(logger: Logger, good: string, bad: string): StateChange<string> {
  return new StateChange<string>("", (state, previous, details) => {
    if (state === "") logger.info({ after: previous }, good);
    else logger.error({ ...details, code: state }, bad);
  });
}
