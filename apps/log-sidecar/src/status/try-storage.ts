import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { guaranteeOf } from "../storage/guarantee.ts";
import { probeStorage } from "../storage/probe-storage.ts";
import { withStorage } from "../verify/with-storage.ts";

/** Without the process having to be killed by whoever waits for it. */
const CALL_TIMEOUT_MS = 20_000;

/**
 * Tries a storage out, and says what it can promise, as a comment below the settings.
 *
 * @param folder of the canary, which stays; ends in `/`
 * @returns the exit code: 1 when the storage cannot be used, having said why
 */
export async function tryStorage(
  url: string,
  folder: string,
  context: CommandContext,
): Promise<number> {
  return await withStorage(url, context, async (storage) => {
    const callSignal = (): AbortSignal =>
      AbortSignal.any([context.stop, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    const ability = await probeStorage(storage, folder, callSignal);
    const { creates, reads, lists } = ability;
    context.stdout.write(
      `# The storage promises: ${guaranteeOf(ability)}. ` +
        `It ${creates === "overwrites" ? creates : `creates ${creates}`}, ${can(reads)} be read, ${can(lists)} be listed.\n`,
    );
    return EXIT_OK;
  });
}

function can(does: boolean): string {
  return does ? "can" : "cannot";
}
