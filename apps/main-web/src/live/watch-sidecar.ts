import { setTimeout as sleep } from "node:timers/promises";
import { askSidecar } from "./ask-sidecar.ts";
import { type SidecarState, toSidecarState } from "./sidecar-state.ts";

const POLL_MS = 5_000;
/** On localhost: a sidecar that has not answered by then is stopped or stuck. */
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Asks the sidecar now and then and tells what it says, until `stop` aborts.
 *
 * @param url of its management port; `undefined` asks nobody
 */
export async function watchSidecar(
  url: string | undefined,
  told: (state: SidecarState) => void,
  stop: AbortSignal,
  pollMs: number = POLL_MS,
): Promise<void> {
  if (url === undefined) {
    told({ is: "off" });
    return;
  }
  while (!stop.aborted) {
    const deadline = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const state = await askSidecar(url, deadline).then(toSidecarState, whyNot);
    if (!stop.aborted) told(state);
    await sleep(pollMs, undefined, { signal: stop }).catch(() => {});
  }
}

function whyNot(error: unknown): SidecarState {
  return { is: error instanceof RangeError ? "unreadable" : "unreachable" };
}
