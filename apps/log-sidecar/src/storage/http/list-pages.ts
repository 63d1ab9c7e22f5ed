import { type Attempt, type ListedObject, StorageError, attemptOnce } from "../storage.ts";

export interface ListedPage {
  /** Under their whole names. */
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
}

export interface ListedFolder {
  /** What all names of the storage begin with, which is left out of keys. */
  readonly keyPrefix: string;
  /** What is listed, as a part of keys. */
  readonly prefix: string;
}

/**
 * The longest answer to a request for a page of 1,000 names. A name has 1,024 bytes at most (S3, Azure,
 * Google), each of which takes up to six characters; a few hundred more describe the object.
 */
export const PAGE_BYTES_MAX: number = 8 * 2 ** 20;
/** A hundred million objects: a listing that is longer never ends. */
const PAGES_MAX = 100_000;
/** A page may be empty, where a server had much to pass over; not so many one after the other. */
const EMPTY_PAGES_MAX = 1_000;

/**
 * Asks for page after page. Each page has its own time, so that a long listing takes as long as it
 * goes on; what does not go on ends.
 *
 * @param ask gets the page that begins there, the first for undefined
 * @param attempt how each is asked for
 * @throws StorageError, too, for a server whose pages never end, or are of another folder
 */
export async function* listPages(
  ask: (from: string | undefined) => Promise<ListedPage>,
  { keyPrefix, prefix }: ListedFolder,
  attempt: Attempt = attemptOnce,
): AsyncGenerator<ListedObject, void, undefined> {
  const wanted = keyPrefix + prefix;
  let from: string | undefined;
  let emptyPages = 0;
  for (let pages = 1; ; pages++) {
    const { objects, next } = await attempt(() => ask(from));
    for (const { key, sizeBytes } of objects) {
      if (!key.startsWith(wanted)) throw toError(`names that begin with \`${prefix}\`, got others`);
      // Some clients make an object that stands for the folder itself.
      if (key !== keyPrefix) yield { key: key.slice(keyPrefix.length), sizeBytes };
    }
    if (next === undefined) return;
    emptyPages = objects.length === 0 ? emptyPages + 1 : 0;
    if (next === from) throw toError("the next page, got the same one again");
    if (emptyPages > EMPTY_PAGES_MAX) throw toError(`names, got ${emptyPages} empty pages`);
    if (pages === PAGES_MAX) throw toError(`at most ${PAGES_MAX} pages, got more`);
    from = next;
  }
}

function toError(what: string): StorageError {
  const message = `Expected of a listing ${what}`;
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message);
}
