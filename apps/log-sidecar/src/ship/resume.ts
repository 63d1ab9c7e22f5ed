import { afterTruncations } from "../collect/generation-id.ts";
import type { SourceFile } from "../collect/source-file.ts";
import {
  type ChainName,
  type ChainObject,
  chainPrefix,
  fromObjectKey,
  toObjectKey,
} from "../chunk/chunk-key.ts";
import { decodeChunk } from "../chunk/codec.ts";
import type { Storage } from "../storage/storage.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { type Fingerprint, fingerprintOf, hasFingerprint } from "./fingerprint.ts";

/** How far a chain has come: everything before `position` is in the storage. */
export interface Progress {
  readonly path: string;
  readonly truncations: number;
  readonly position: number;
  /** Start of the last chunk, and what its last bytes look like; neither before the first chunk. */
  readonly lastStart?: number;
  readonly fingerprint?: Fingerprint;
}

export interface ResumeOptions {
  readonly source: SourceFile;
  /** The path that the generation has now. */
  readonly path: string;
  readonly pod: Pick<ChainName, "namespace" | "pod">;
  readonly storage: Storage;
  readonly checkpoint: Checkpoint | undefined;
  /** Called when the checkpoint names a chunk that the storage does not have. */
  readonly storageLacks: (checkpoint: Checkpoint) => void;
  readonly signal: AbortSignal;
}

interface Chain {
  readonly truncations: number;
  readonly path: string;
  readonly objects: readonly ChainObject[];
}

/**
 * Finds out how far a generation was shipped. The storage is the truth: its last chunk must be what
 * the file holds at that place, or the file was truncated and begins a new chain. The checkpoint only
 * saves reading that chunk.
 *
 * @throws StorageError; an error of the decoder when the last chunk is damaged
 */
export async function resume(options: ResumeOptions): Promise<Progress> {
  const { source, path, checkpoint } = options;
  const chain = await lastChain(options);
  const starts = chunksOf(chain).map(({ start }) => start);
  if (checkpoint !== undefined && chain?.truncations === checkpoint.truncations) {
    // A chunk after it was stored by a process that had no time to write it down.
    const isNewest = checkpoint.lastStart === Math.max(...starts);
    if (isNewest && (await isUntouched(source, checkpoint))) return fromCheckpoint(checkpoint);
  }
  if (checkpoint !== undefined && !starts.includes(checkpoint.lastStart)) {
    options.storageLacks(checkpoint);
  }
  if (chain === undefined) {
    return { path, truncations: checkpoint?.truncations ?? 0, position: 0 };
  }
  const progress = await fromLastChunk(chain, options);
  const isClosed = chain.objects.some(
    ({ kind, start }) => kind === "gap" && start >= (progress?.position ?? 0),
  );
  if (progress !== undefined && !isClosed) return progress;
  return { path, truncations: chain.truncations + 1, position: 0 };
}

/** The chain that the storage has of this file after its last truncation. */
async function lastChain(options: ResumeOptions): Promise<Chain | undefined> {
  let last: Chain | undefined;
  // Those before the checkpoint's may have been cleared away.
  for (let truncations = options.checkpoint?.truncations ?? 0; ; truncations++) {
    const generation = afterTruncations(options.source.generationId, truncations);
    const prefix = chainPrefix({ ...options.pod, generation });
    const objects: ChainObject[] = [];
    let { path } = options;
    for await (const { key } of options.storage.list(prefix, options.signal)) {
      const found = fromObjectKey(key);
      if (found === undefined) continue;
      // The path it was first found under: a rotated name must not begin a second chain.
      path = found.chain.path;
      objects.push(found.object);
    }
    if (objects.length === 0) return last;
    last = { truncations, path, objects };
  }
}

function chunksOf(chain: Chain | undefined): readonly (ChainObject & { kind: "chunk" })[] {
  return (chain?.objects ?? []).filter((object) => object.kind === "chunk");
}

/** @returns undefined when the file does not hold what the last chunk holds */
async function fromLastChunk(chain: Chain, options: ResumeOptions): Promise<Progress | undefined> {
  const { source, pod, storage, signal } = options;
  const { truncations, path } = chain;
  const chunks = chunksOf(chain).toSorted((a, b) => a.start - b.start);
  const last = chunks.at(-1);
  if (last === undefined) return undefined;
  const generation = afterTruncations(source.generationId, truncations);
  const key = toObjectKey({ ...pod, generation, path }, last);
  const bytes = await decodeChunk(await storage.read(key, signal), last.codec);
  const own = await source.read(last.start, bytes.length);
  if (!own.equals(bytes)) return undefined;
  const position = last.start + bytes.length;
  return { path, truncations, position, lastStart: last.start, fingerprint: fingerprintOf(bytes) };
}

/** Tells whether the file still holds the bytes before the position of a progress. */
export async function isUntouched(
  source: SourceFile,
  { position, fingerprint }: Pick<Progress, "position" | "fingerprint">,
): Promise<boolean> {
  if (fingerprint === undefined) return true;
  const bytes = await source.read(position - fingerprint.length, fingerprint.length);
  return hasFingerprint(bytes, fingerprint);
}

function fromCheckpoint(checkpoint: Checkpoint): Progress {
  const { path, truncations, position, lastStart, fingerprint } = checkpoint;
  return { path, truncations, position, lastStart, fingerprint };
}
