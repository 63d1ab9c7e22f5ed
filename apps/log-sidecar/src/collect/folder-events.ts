import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { decodeName } from "../volume/file-name.ts";
import type { Folder } from "../volume/folder.ts";

/** Each takes one of the machine's inotify watches, which others need as well. */
export const WATCHED_FOLDERS_MAX = 1_024;

export interface FolderNews {
  /** Something happened in a watched folder. */
  readonly happened: () => void;
  /**
   * A file has come, gone or changed.
   *
   * @param path the folder's, and the name
   * @param isChange whether it was there before
   */
  readonly named: (path: string, isChange: boolean) => void;
}

interface Watched {
  readonly watcher: FSWatcher;
  readonly inodeKey: string;
  /** The scan that has entered it last. */
  scanNumber: number;
}

/** Reports what happens in folders, as far as the system does (inotify(7)). */
export class FolderEvents implements Disposable {
  readonly #watched = new Map<string, Watched>();
  readonly #news: FolderNews;
  #scanNumber = 0;
  #isComplete = true;
  #isNextComplete = true;

  constructor(news: FolderNews) {
    this.#news = news;
  }

  /** False when some folder cannot be watched: there are too many, or the system has no room. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Watches a folder that a scan has entered; by its descriptor, so that no link leads elsewhere. */
  enter(path: string, folder: Folder): void {
    const known = this.#watched.get(path);
    if (known?.inodeKey === folder.inodeKey) {
      known.scanNumber = this.#scanNumber;
      return;
    }
    this.#leave(path);
    const watcher =
      this.#watched.size < WATCHED_FOLDERS_MAX ? this.#watch(path, folder) : undefined;
    if (watcher === undefined) this.#isNextComplete = false;
    else {
      const { inodeKey } = folder;
      this.#watched.set(path, { watcher, inodeKey, scanNumber: this.#scanNumber });
    }
  }

  /** A scan has ended: folders that it has not entered are watched no more. */
  scanned(): void {
    for (const [path, { scanNumber }] of this.#watched) {
      if (scanNumber < this.#scanNumber) this.#leave(path);
    }
    this.#isComplete = this.#isNextComplete;
    this.#isNextComplete = true;
    this.#scanNumber++;
  }

  [Symbol.dispose](): void {
    for (const path of this.#watched.keys()) this.#leave(path);
  }

  #watch(path: string, folder: Folder): FSWatcher | undefined {
    try {
      const options = { persistent: false, encoding: "buffer" } as const;
      const watcher = watch(folder.systemPath, options, (type, name) => {
        this.#news.happened();
        if (name !== null) this.#news.named(join(path, decodeName(name)), type === "change");
      });
      // The folder went away, perhaps; if it comes back, it is watched again.
      watcher.on("error", () => this.#leave(path));
      return watcher;
    } catch {
      return undefined;
    }
  }

  #leave(path: string): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
  }
}
