import type { Codec } from "../chunk/chunk-key.ts";
import type { SourceFile } from "../collect/source-file.ts";
import { type Cut, cutLength } from "./cut.ts";
import type { Hole } from "./find-holes.ts";
import { type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { type Progress, untouchedTail } from "./progress.ts";
import type { Slot } from "./slots.ts";
import type { ChunkToStore } from "./store-chunk.ts";

/** Bytes of a file, encoded; `body` is the slot's until another chunk is encoded. */
type Taken = Pick<ChunkToStore, "start" | "body" | "length">;

export interface TakenChunk extends Taken {
  /** The bytes before it. */
  readonly tail: Buffer;
  /** Of its end. */
  readonly fingerprint: Fingerprint;
}

export interface ChunkToTake {
  readonly source: SourceFile;
  readonly progress: Progress;
  readonly codec: Codec;
  readonly cut: Cut;
  /** The file was seen to be so long. */
  readonly seenBytes: number;
}

/** @returns undefined when there is nothing; "truncated" when what was read may be of two files */
export async function takeChunk(
  { source, progress, codec, cut, seenBytes }: ChunkToTake,
  { encoder, lend }: Slot,
): Promise<TakenChunk | "truncated" | undefined> {
  const { position: start } = progress;
  return await lend(codec, async (buffer) => {
    const read = await source.readInto(buffer, start);
    const chunk = read.subarray(0, cutLength(read, cut));
    const { sizeBytes } = await source.state();
    const tail = await untouchedTail(source, progress);
    if (tail === undefined || sizeBytes < seenBytes) return "truncated";
    if (chunk.length === 0) return undefined;
    const body = await encoder.encode(chunk, codec);
    // A chunk may be a byte or two, which say little.
    return { start, body, length: chunk.length, tail, fingerprint: fingerprintOf(tail, chunk) };
  });
}

/** What the storage has lost, up to the chunk behind it. */
export async function takeHole(
  source: SourceFile,
  { start, end }: Hole,
  codec: Codec,
  { encoder, lend }: Slot,
): Promise<Taken> {
  return await lend(codec, async (buffer) => {
    const bytes = await source.readInto(buffer.subarray(0, end - start), start);
    return { start, body: await encoder.encode(bytes, codec), length: bytes.length };
  });
}
