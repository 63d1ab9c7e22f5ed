import { randomUUID } from "node:crypto";
import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import { FOLDER_DEPTH_MAX } from "../folder-limits.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  StorageError,
  attemptOnce,
} from "../storage.ts";
import { DavFolders } from "./dav-folders.ts";
import { expectWholeBody } from "./expect-whole-body.ts";
import { UNFINISHED } from "./folder-entries.ts";
import { isPage } from "./is-page.ts";
import { type Folder, listFolder } from "./list-folder.ts";
import { readObject } from "./read-object.ts";
import type { WebClient } from "./web-client.ts";
import { whenUnlocked } from "./when-unlocked.ts";

const STORED: ReadonlySet<number> = new Set([200, 201, 204]);
/** RFC 4918, 9.9.4; not 200, which a page for people comes with. */
const MOVED: ReadonlySet<number> = new Set([201, 204]);
const NO_FOLDER: ReadonlySet<number> = new Set([404, 409]);
const PRECONDITION_FAILED = 412;
const REMOVE_MS_MAX = 5_000;
const SWEPT_PER_CREATE_MAX = 4;
const LEFTOVERS_MAX = 10_000;
const REFUSES_NAME: ReadonlySet<number> = new Set([400, 502]);

/**
 * A WebDAV server (RFC 4918). An object is put under a temporary name beside its own, and moved from
 * there unless its name is taken: the one way to create that nginx, Apache and rclone all keep. What a
 * cut PUT leaves behind never has the name of an object; where a listing shows it an hour later, it is
 * removed.
 */
export class DavStorage implements Storage {
  readonly url: string;
  readonly #client: WebClient;
  readonly #folders: DavFolders;
  /** Keys of unfinished objects that nobody writes any more. */
  readonly #leftovers = new Set<string>();

  constructor(client: WebClient) {
    this.url = client.folder.href;
    this.#client = client;
    this.#folders = new DavFolders(client);
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const folder = key.slice(0, key.lastIndexOf("/") + 1);
    const unfinished = this.#client.urlOf(folder + UNFINISHED + randomUUID());
    let isMoved = false;
    try {
      await this.#put(unfinished, key, body, signal);
      isMoved = await this.#move(unfinished, key, signal);
      if (this.#leftovers.size > 0) await this.#sweep(signal);
      return isMoved;
    } finally {
      if (!isMoved && !signal.aborted) await this.#remove(unfinished, signal);
    }
  }

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    return await readObject(this.#client, key, signal, bytesMax);
  }

  async *list(
    prefix: string,
    signal: ListSignal,
    attempt: Attempt = attemptOnce,
  ): AsyncIterable<ListedObject> {
    yield* this.#list(prefix, (folder) => attempt(() => listFolder(this.#client, folder, signal)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  async *#list(
    prefix: string,
    ask: (prefix: string) => Promise<Folder | undefined>,
    depth = 0,
  ): AsyncIterable<ListedObject> {
    const folder = await ask(prefix);
    if (folder === undefined) return;
    for (const { name } of folder.leftovers) this.#leftovers.add(prefix + name);
    for (const { name, sizeBytes } of folder.entries.sorted()) {
      if (!name.endsWith("/")) yield { key: prefix + name, sizeBytes };
      else if (depth < FOLDER_DEPTH_MAX) yield* this.#list(prefix + name, ask, depth + 1);
      else throw tooDeep(prefix);
    }
  }

  /** A listing has shown them; only whoever writes removes what writers have left. */
  async #sweep(signal: AbortSignal): Promise<void> {
    for (const key of this.#leftovers.values().take(SWEPT_PER_CREATE_MAX).toArray()) {
      this.#leftovers.delete(key);
      await this.#remove(this.#client.urlOf(key), signal);
    }
    // Those beyond are found again at the next start.
    if (this.#leftovers.size > LEFTOVERS_MAX) this.#leftovers.clear();
  }

  async #put(url: URL, key: string, body: Buffer, signal: AbortSignal): Promise<void> {
    const headers = { "content-type": "application/octet-stream" };
    await this.#folders.ensureParent(url, signal);
    let answer = await this.#client.request(url, { method: "PUT", headers, body }, signal);
    if (NO_FOLDER.has(answer.status)) {
      // Somebody has taken away a folder that was there.
      this.#folders.forget();
      await this.#folders.ensureParent(url, signal);
      answer = await this.#client.request(url, { method: "PUT", headers, body }, signal);
    }
    if (STORED.has(answer.status) && !isPage(answer)) {
      await expectWholeBody(this.#client, { url, key, sizeBytes: body.length }, signal);
      return;
    }
    this.#folders.forget();
    throw toCreateError(answer, `PUT ${key}`);
  }

  async #move(from: URL, key: string, signal: AbortSignal): Promise<boolean> {
    const { href, pathname } = this.#client.urlOf(key);
    let answer = await this.#moveTo(href, from, signal);
    // Behind a proxy that ends TLS, a server may not know its own name (RFC 4918, 10.3: a path will do).
    if (REFUSES_NAME.has(answer.status)) answer = await this.#moveTo(pathname, from, signal);
    if (MOVED.has(answer.status)) return true;
    if (answer.status === PRECONDITION_FAILED) return false;
    throw toCreateError(answer, `MOVE to ${key}`);
  }

  async #moveTo(destination: string, from: URL, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { destination, overwrite: "F" };
    return await whenUnlocked(this.#client, from, { method: "MOVE", headers }, signal);
  }

  /** As far as that is possible, and soon: it is only in the way. */
  async #remove(url: URL, given: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([given, AbortSignal.timeout(REMOVE_MS_MAX)]);
    await this.#client.request(url, { method: "DELETE" }, signal).catch(() => {});
  }
}

function tooDeep(prefix: string): Error {
  const message = `Expected at most ${FOLDER_DEPTH_MAX} folders within each other: ${prefix}`;
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message);
}

/** That a folder is missing, or what was just put there, is not what a caller means by "not found". */
function toCreateError(answer: HttpAnswer, what: string): StorageError {
  const code = NO_FOLDER.has(answer.status) ? "ERR_STORAGE_UNAVAILABLE" : undefined;
  return toStorageError(answer, what, { code });
}
