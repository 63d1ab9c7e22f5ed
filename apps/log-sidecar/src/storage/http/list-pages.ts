import { type Attempt, type ListedObject, StorageError, attemptOnce } from "../storage.ts";

export interface ListedPage {
  /** Under their whole names. */
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
}

/**
 * Asks for page after page.
 *
 * @param ask gets the page that begins there, the first for undefined
 * @param keyPrefix what all names begin with, and is left out
 * @param attempt how each is asked for
 * @throws StorageError, too, for a server that would be asked for the same page for ever
 */
export async function* listPages(
  ask: (from: string | undefined) => Promise<ListedPage>,
  keyPrefix: string,
  attempt: Attempt = attemptOnce,
): AsyncGenerator<ListedObject, void, undefined> {
  let from: string | undefined;
  do {
    const { objects, next } = await attempt(() => ask(from));
    for (const { key, sizeBytes } of objects) {
      // Some clients make an object that stands for the folder itself.
      if (key !== keyPrefix) yield { key: key.slice(keyPrefix.length), sizeBytes };
    }
    if (next !== undefined && next === from) {
      const message = "Expected the next page of a listing, got the same one again";
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", message);
    }
    from = next;
  } while (from !== undefined);
}
