import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** Has a folder's entries survive a crash of the machine; `fsync` of it (fsync(2), "Notes"). */
export type SyncFolder = (path: string) => Promise<void>;

/** More are forgotten, all at once: a forgotten one costs an fsync. */
const REMEMBERED_MAX = 10_000;

/** Syncs folders, and those above them that may just have been made, once each. */
export class DurableFolders {
  readonly #sync: SyncFolder;
  readonly #durable = new Set<string>();

  constructor(sync: SyncFolder = syncFolder) {
    this.#sync = sync;
  }

  /**
   * Makes an entry of a folder durable, and each folder on the way to it.
   *
   * @param top the outermost folder that may be ours
   * @throws the system's error; then nothing in it counts as stored
   */
  async syncEntryIn(folder: string, top: string): Promise<void> {
    await this.#sync(folder);
    for (let path = folder; path !== dirname(path); path = dirname(path)) {
      if (!this.#durable.has(path)) {
        await this.#sync(dirname(path));
        if (this.#durable.size >= REMEMBERED_MAX) this.#durable.clear();
        this.#durable.add(path);
      }
      if (path === top) return;
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}
