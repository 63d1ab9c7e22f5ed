import { toObjectKey } from "../chunk/chunk-key.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { readIfThere } from "../storage/read-if-there.ts";
import { readClaim } from "./claim-chain.ts";
import {
  ANEW,
  type Progress,
  type ResumeOptions,
  fromCheckpoint,
  untouchedTail,
} from "./progress.ts";

/**
 * Finds out how far a generation was shipped where the storage cannot be listed: a chain that the
 * checkpoint does not know is gone through from its beginning, as what is there is adopted chunk by
 * chunk. Only its end is asked for, which a chain may have that has no chunks.
 *
 * @throws StorageError
 */
export async function resumeUnlisted(options: ResumeOptions): Promise<Progress> {
  const { source, path, checkpoint } = options;
  const begin = (truncations: number): Progress => ({ ...ANEW, path, truncations });
  let progress = begin(0);
  if (checkpoint !== undefined) {
    const isUntouched = (await untouchedTail(source, checkpoint)) !== undefined;
    progress = isUntouched ? fromCheckpoint(checkpoint) : begin(checkpoint.truncations + 1);
  }
  while (await isClosedHere(progress, options)) progress = begin(progress.truncations + 1);
  return progress;
}

/** Whether there is a gap record at the position. */
async function isClosedHere(
  { truncations, position, path }: Progress,
  options: ResumeOptions,
): Promise<boolean> {
  const { source, pod, storage, callSignal } = options;
  const generation = afterTruncations(source.generationId, truncations);
  const chain = { ...pod, generation, path };
  const claim = await readClaim(chain, options);
  const key = toObjectKey({ ...chain, ...claim }, { kind: "gap", start: position });
  return (await readIfThere(storage, key, callSignal())) !== undefined;
}
