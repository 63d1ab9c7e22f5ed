import { type Hole, findHoles } from "./find-holes.ts";
import type { InSteps } from "./in-steps.ts";
import type { ResumeOptions } from "./progress.ts";
import { type StoredChain, type StoredChunk, endOfChunk } from "./stored-chain.ts";

/** So many chunks are read at once, and no more of their bytes. */
const AT_ONCE_MAX = 8;
const AT_ONCE_BYTES_MAX = 8 * 2 ** 20;

/**
 * The parts that the storage lacks between chunks. Where one ends, its size tells or it is read; several
 * at once where they are small, and a few in each step. What was found out is kept in `ends`, for an
 * attempt after a failure.
 *
 * @param chunks in order
 * @param from everything before is known to be there
 * @throws StorageError; DamagedChunkError
 */
export async function* searchHoles(
  chain: StoredChain,
  chunks: readonly StoredChunk[],
  from: number,
  options: ResumeOptions,
): InSteps<readonly Hole[]> {
  const ends = options.ends.of(chain.truncations);
  const unread = chunks.filter(({ start }) => !ends.has(start));
  for (const group of groupsOf(unread)) {
    await Promise.all(
      group.map(async (chunk) => {
        ends.set(chunk.start, await endOfChunk(chain, chunk, options));
      }),
    );
    yield;
  }
  const starts = chunks.map(({ start }) => start);
  return await findHoles(starts, (start) => ends.get(start) ?? start, from);
}

function* groupsOf(chunks: readonly StoredChunk[]): Generator<readonly StoredChunk[]> {
  let group: StoredChunk[] = [];
  let groupBytes = 0;
  for (const chunk of chunks) {
    const isFull = group.length === AT_ONCE_MAX || groupBytes + chunk.sizeBytes > AT_ONCE_BYTES_MAX;
    if (isFull && group.length > 0) {
      yield group;
      group = [];
      groupBytes = 0;
    }
    group.push(chunk);
    groupBytes += chunk.sizeBytes;
  }
  if (group.length > 0) yield group;
}
