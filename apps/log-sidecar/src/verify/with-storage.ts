import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { EXIT_FAILURE } from "@sidecar-pair/runtime/exit-code.ts";
import { hintFor } from "../hint/hint-for.ts";
import { openStorage } from "../storage/open-storage.ts";
import { PatientStorage } from "../storage/patient-storage.ts";
import { type Storage, isStorageTrouble } from "../storage/storage.ts";

/**
 * Opens a storage for a command, which does not end at a short trouble of it. What the world does wrong (an error with a `code`: storage, file
 * system, chain, a reader that went away) is a sentence on stderr and exit code 1; what we do wrong
 * is thrown.
 */
export async function withStorage(
  url: string,
  { stop, env, stdout, stderr }: CommandContext,
  work: (storage: Storage) => Promise<number>,
): Promise<number> {
  // A write that fails rejects, too; without a listener it would also end the process.
  stdout.on("error", () => {});
  try {
    await using storage = new PatientStorage(await openStorage(url, env));
    return await work(storage);
  } catch (error) {
    if (stop.aborted) return EXIT_FAILURE;
    if (error instanceof ConfigurationError) throw error;
    if (!(error instanceof Error && "code" in error)) throw error;
    stderr.write(`log-sidecar: ${error.message}\n`);
    const hint = isStorageTrouble(error) ? hintFor("storage", error) : undefined;
    if (hint !== undefined) stderr.write(`What to do: ${hint}\n`);
    return EXIT_FAILURE;
  }
}

/** Says that a storage has nothing of what was asked for. */
export function nothingThere(url: string, { stderr }: CommandContext): number {
  stderr.write(`log-sidecar: nothing there: ${url}\n`);
  return EXIT_FAILURE;
}
