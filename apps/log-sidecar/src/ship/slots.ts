import { availableParallelism } from "node:os";
import { ChunkEncoder } from "../chunk/chunk-encoder.ts";
import type { Codec } from "../chunk/chunk-key.ts";
import { Pool } from "./pool.ts";

/** What a chunk needs while it is in memory. */
export interface Slot {
  /** Whose output is the slot's until another chunk is encoded. */
  readonly encoder: ChunkEncoder;
  /** Lends memory for a chunk as it is in the file; one that is not encoded may stay in it. */
  readonly lend: <R>(codec: Codec, work: (buffer: Buffer) => Promise<R>) => Promise<R>;
}

export type Slots = Pool<Slot>;

/**
 * As many slots as chunks may be under way. No more of them need the bytes of the file than the
 * processors can compress, and one that is read meanwhile: what is being sent is encoded.
 */
export function createSlots(
  count: number,
  chunkBytes: number,
  processors = availableParallelism(),
): Slots {
  const buffers = new Pool(Math.min(count, processors + 1), () =>
    Buffer.allocUnsafeSlow(chunkBytes),
  );
  return new Pool(count, () => {
    const encoder = new ChunkEncoder(chunkBytes);
    const lend: Slot["lend"] = async (codec, work) =>
      codec === "none" ? await work(encoder.memory) : await buffers.run(work);
    return { encoder, lend };
  });
}
