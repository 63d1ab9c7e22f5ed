import { toStorageError } from "../http/answer-error.ts";
import type { WebClient } from "./web-client.ts";
import { withPath } from "./web-location.ts";
import { whenUnlocked } from "./when-unlocked.ts";

/** More are forgotten, all at once: a forgotten one costs a request. */
const REMEMBERED_MAX = 1_000;
const CONFLICT: ReadonlySet<number> = new Set([404, 409]);
/** Created; or it was there before (RFC 4918, 9.3.1). */
const THERE: ReadonlySet<number> = new Set([201, 405]);

/** Makes the folders of a WebDAV server that objects are to be in, and remembers them. */
export class DavFolders {
  readonly #client: WebClient;
  readonly #there = new Set<string>();

  constructor(client: WebClient) {
    this.#client = client;
  }

  /**
   * Makes sure that there is the folder of a URL, and those around it.
   *
   * @throws StorageError
   */
  async ensureParent(url: URL, signal: AbortSignal): Promise<void> {
    await this.#ensure(parentOf(url.pathname), signal);
  }

  /** After a server said that a folder is missing which was there. */
  forget(): void {
    this.#there.clear();
  }

  async #ensure(path: string, signal: AbortSignal): Promise<void> {
    if (path === "/" || this.#there.has(path)) return;
    const url = withPath(this.#client.folder, path);
    let answer = await whenUnlocked(this.#client, url, { method: "MKCOL" }, signal);
    // From the innermost outwards: mostly it is the only one that is missing.
    if (CONFLICT.has(answer.status)) {
      await this.#ensure(parentOf(path), signal);
      answer = await whenUnlocked(this.#client, url, { method: "MKCOL" }, signal);
    }
    // Apache refuses one that somebody else is just making, and then says that it is there.
    if (answer.status === 403) {
      answer = await whenUnlocked(this.#client, url, { method: "MKCOL" }, signal);
    }
    if (!THERE.has(answer.status)) throw toStorageError(answer, `MKCOL ${path}`);
    if (this.#there.size >= REMEMBERED_MAX) this.#there.clear();
    this.#there.add(path);
  }
}

/** `/a/b/` of `/a/b/c` and of `/a/b/c/`. */
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
}
