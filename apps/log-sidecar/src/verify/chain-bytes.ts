import type { Storage } from "../storage/storage.ts";
import type { Generation } from "./generation.ts";
import { mapAhead } from "./map-ahead.ts";
import { readLink } from "./read-link.ts";

/** How many objects are read and decoded at once. */
export const READ_CONCURRENCY = 4;

/** A chain that does not go on where it should. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly code = "ERR_CHAIN";
}

export interface ChainBytesOptions {
  readonly signal: AbortSignal;
  /** Told of each loss that is on record; the bytes go on behind it. */
  readonly onGap: (message: string) => void;
}

/**
 * The original bytes of a chain, one chunk after the other.
 *
 * @throws ChainError before anything that does not begin where the one before it ended
 */
export async function* chainBytes(
  storage: Storage,
  { namespace, pod, generation, path, objects }: Generation,
  { signal, onGap }: ChainBytesOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const chain = `${namespace}/${pod}/${generation} (${path})`;
  const links = mapAhead(objects, READ_CONCURRENCY, (object) => readLink(storage, object, signal));
  /** Null behind a loss of unknown length. */
  let position: number | null = 0;
  for await (const { link, bytes } of links) {
    if ("error" in link) {
      throw new ChainError(`${chain}: ${link.kind} ${link.start} cannot be read: ${link.error}`);
    }
    if (link.start !== position) {
      const expected = position === null ? "nothing more" : `byte ${position}`;
      throw new ChainError(`${chain}: Expected ${expected}, got ${link.kind} ${link.start}`);
    }
    if ("reason" in link) {
      onGap(`${chain}: bytes ${link.start} to ${link.end ?? "?"} were lost: ${link.reason}`);
      position = link.end;
    } else {
      position += link.length;
      if (bytes !== undefined) yield bytes;
    }
  }
}
