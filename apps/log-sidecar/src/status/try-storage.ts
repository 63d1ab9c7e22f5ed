import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK, EXIT_UNAVAILABLE } from "@sidecar-pair/runtime/exit-code.ts";
import { type Ability, guaranteeOf } from "../storage/guarantee.ts";
import { probeStorage } from "../storage/probe-storage.ts";
import { withStorage } from "../verify/with-storage.ts";

/** Without the process having to be killed by whoever waits for it. */
const CALL_TIMEOUT_MS = 20_000;

export interface TriedStorage {
  readonly url: string;
  /** Of the canary, which stays; ends in `/`. */
  readonly folder: string;
  /** False where a promise would not hold, as there is nothing to ship from. */
  readonly hasVolume: boolean;
}

/**
 * Tries a storage out, and says what it can promise, as a comment below the settings.
 *
 * @returns the exit code: `EX_UNAVAILABLE` when the storage cannot be used, having said why
 */
export async function tryStorage(
  { url, folder, hasVolume }: TriedStorage,
  context: CommandContext,
): Promise<number> {
  const code = await withStorage(url, context, async (storage) => {
    const callSignal = (): AbortSignal =>
      AbortSignal.any([context.stop, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    const ability = await probeStorage(storage, folder, callSignal);
    if (hasVolume) context.stdout.write(`# ${promiseOf(ability)}\n`);
    return EXIT_OK;
  });
  return code === EXIT_FAILURE && !context.stop.aborted ? EXIT_UNAVAILABLE : code;
}

function promiseOf(ability: Ability): string {
  const { creates, reads, lists } = ability;
  const how = creates === "overwrites" ? creates : `creates ${creates}`;
  return `The storage promises: ${guaranteeOf(ability)}. It ${how}, ${can(reads)} be read, ${can(lists)} be listed.`;
}

function can(does: boolean): string {
  return does ? "can" : "cannot";
}
