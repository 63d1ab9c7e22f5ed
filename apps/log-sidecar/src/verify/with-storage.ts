import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { isReaderGone } from "@sidecar-pair/runtime/output-watch.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import { hintFor } from "../hint/hint-for.ts";
import { openStorage } from "../storage/open-storage.ts";
import { PatientStorage } from "../storage/patient-storage.ts";
import { type Storage, isStorageTrouble } from "../storage/storage.ts";

/**
 * Opens a storage for a command, which does not end at a short trouble of it. What the world does wrong
 * (an error with a `code`: storage, file system) is a sentence on stderr and exit code 1; what we do
 * wrong is thrown. A reader that went away (`| head`) has read enough: exit code 0.
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
    if (isReaderGone(error)) return EXIT_OK;
    stderr.write(`log-sidecar: ${printable(error.message)}\n`);
    const hint = isStorageTrouble(error) ? hintFor("storage", error) : undefined;
    if (hint !== undefined) stderr.write(`What to do: ${hint}\n`);
    return EXIT_FAILURE;
  }
}
