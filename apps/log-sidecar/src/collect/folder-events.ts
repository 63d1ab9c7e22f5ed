import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { decodeName, toSystemPath } from "./file-name.ts";

/** Each takes one of the machine's inotify watches (8,192 per user by default), so others need some. */
const FOLDERS_MAX = 256;

export interface FolderNews {
  /** Something happened, whatever it is. */
  readonly happened: () => void;
  /** A name came or went. @param path the folder's, and the name */
  readonly named: (path: string) => void;
}

/** Tells that something happened in folders, as far as the system tells (inotify). */
export class FolderEvents implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #news: FolderNews;
  #isComplete = true;

  constructor(news: FolderNews) {
    this.#news = news;
  }

  /** False when some folder cannot be watched: there are too many, or the system has no room. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Watches these folders, and no others. */
  watch(folders: ReadonlySet<string>): void {
    this.#isComplete = folders.size <= FOLDERS_MAX;
    for (const folder of this.#watchers.keys()) {
      if (!this.#isComplete || !folders.has(folder)) this.#leave(folder);
    }
    if (!this.#isComplete) return;
    for (const folder of folders) this.#enter(folder);
  }

  [Symbol.dispose](): void {
    for (const folder of this.#watchers.keys()) this.#leave(folder);
  }

  #enter(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const options = { persistent: false, encoding: "buffer" } as const;
      const watcher = watch(toSystemPath(folder), options, (type, name) => {
        this.#news.happened();
        if (type === "rename" && name !== null) this.#news.named(join(folder, decodeName(name)));
      });
      this.#watchers.set(folder, watcher);
      // The folder went away, perhaps; if it comes back, it is watched again.
      watcher.on("error", () => this.#leave(folder));
    } catch {
      this.#isComplete = false;
    }
  }

  #leave(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
