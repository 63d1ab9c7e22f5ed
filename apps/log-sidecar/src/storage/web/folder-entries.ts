import { FOLDER_MEMBERS_MAX, compareCodeUnits } from "../folder-limits.ts";
import type { DavResource } from "./multistatus.ts";

/** Names of objects that are being created; no key has a segment with a dot in front. */
export const UNFINISHED = ".unfinished-";
/** How this program names them; others may have names that begin alike. */
const OWN_UNFINISHED = /^\.unfinished-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const LEFTOVERS_MAX = 1_000;
/** Between the name and the size of an entry; it sorts before all that a name may hold. */
const SEPARATOR = "\0";

export interface FolderEntry {
  /** With `/` at its end: a folder. */
  readonly name: string;
  /** In bytes; 0 where the server does not say. */
  readonly sizeBytes: number;
}

/** An unfinished object, perhaps of a process that was killed. */
export interface Leftover {
  readonly name: string;
  /** When it was last written to, by the server's clock, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** A folder has more members than can be sorted in memory. */
export class TooManyMembersError extends Error {
  override readonly name = "TooManyMembersError";
  readonly code = "ERR_TOO_MANY_MEMBERS";
}

/** The members of one folder of a WebDAV server, as they are read from its listing. */
export class FolderEntries {
  readonly #folder: string;
  /** Name and size in one string: half the memory of an object for each. */
  readonly #entries: string[] = [];
  readonly leftovers: Leftover[] = [];

  /** @param folder its decoded path, with `/` at its end */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @throws SyntaxError for what is not in the folder, since a listing must not lack anything;
   *   URIError; TooManyMembersError
   */
  add({ href, isFolder, sizeBytes, modifiedMs }: DavResource): void {
    // Not by `new URL`, which would resolve what is a part of a name.
    const path = decodeURIComponent(href.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, ""));
    const name = path.replace(/(?<!\/)\/+$/, "");
    if (!name.startsWith(this.#folder)) {
      if (`${name}/` === this.#folder) return;
      throw new SyntaxError("Expected entries of the folder, got one of another");
    }
    const own = name.slice(this.#folder.length);
    if (own === "" || own.includes("/") || own.includes(SEPARATOR)) return;
    if (own.startsWith(UNFINISHED)) {
      this.#addLeftover(own, modifiedMs);
      return;
    }
    if (this.#entries.length === FOLDER_MEMBERS_MAX) {
      throw new TooManyMembersError(`Expected at most ${FOLDER_MEMBERS_MAX} members, got more`);
    }
    const entry = own + (isFolder ? "/" : "") + SEPARATOR + String(sizeBytes);
    // A copy: a part of a string would keep the piece of the answer that it is from.
    this.#entries.push(Buffer.from(entry).toString());
  }

  /** In the order of whole keys, in which a folder's name counts with its slash. */
  *sorted(): Generator<FolderEntry, void, undefined> {
    // In place: a copy of a million would be one more of the largest thing in memory.
    // oxlint-disable-next-line unicorn/no-array-sort
    for (const entry of this.#entries.sort(compareCodeUnits)) {
      const [name = "", size] = entry.split(SEPARATOR);
      yield { name, sizeBytes: Number(size) };
    }
  }

  #addLeftover(name: string, modifiedMs: number | undefined): void {
    const isFull = this.leftovers.length === LEFTOVERS_MAX;
    if (modifiedMs === undefined || isFull || !OWN_UNFINISHED.test(name)) return;
    this.leftovers.push({ name, modifiedMs });
  }
}
