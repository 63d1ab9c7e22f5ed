import type { Storage } from "../storage/storage.ts";
import type { Generation } from "./generation.ts";
import { mapAhead } from "./map-ahead.ts";
import { READ_AHEAD, readLink } from "./read-link.ts";

/** A chunk of usual size is decoded once: whether it is sound is known before any of it is written. */
const KEPT_BYTES = 4 * 2 ** 20;

export interface ChainBytesOptions {
  readonly signal: AbortSignal;
  /** Told of each loss, in words: the bytes go on behind one that is on record, or end there. */
  readonly onLoss: (message: string) => void;
}

/**
 * The original bytes of a chain, one chunk after the other. A beginning that is not there any more (a
 * lifecycle rule may have removed it) is told; the bytes end before anything else that does not begin
 * where the one before it ended, and before what cannot be read.
 */
export async function* chainBytes(
  storage: Storage,
  { namespace, pod, generation, path, objects }: Generation,
  { signal, onLoss }: ChainBytesOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const chain = `${namespace}/${pod}/${generation} (${path})`;
  const begin = objects[0]?.object.start ?? 0;
  if (begin > 0) onLoss(`${chain}: bytes 0 to ${begin} are missing`);
  const links = mapAhead(objects, READ_AHEAD, (object) =>
    readLink(storage, object, signal, KEPT_BYTES),
  );
  /** Null behind a loss of unknown length. */
  let position: number | null = begin;
  for await (const { link, chunk } of links) {
    const leaveOut = "the rest of this chain is left out";
    if ("error" in link) {
      onLoss(`${chain}: ${link.kind} ${link.start} cannot be read: ${link.error}; ${leaveOut}`);
      return;
    }
    if (link.start !== position) {
      const expected = position === null ? "nothing more" : `byte ${position}`;
      onLoss(`${chain}: Expected ${expected}, got ${link.kind} ${link.start}; ${leaveOut}`);
      return;
    }
    if ("reason" in link) {
      onLoss(`${chain}: bytes ${link.start} to ${link.end ?? "?"} were lost: ${link.reason}`);
      position = link.end;
    } else {
      position += link.length;
      if (chunk !== undefined) yield* chunk.pieces();
    }
  }
}
