import type { Pin } from "./pins.ts";

/** A file that is shipped as it is, and closed: nothing is to be done before it changes. */
export interface RestingFile {
  readonly generationId: string;
  readonly path: string;
  /** As `versionOf` has it. */
  readonly version: string;
  /** By which it is found should its names go, where each file has one. */
  readonly pin?: Pin | undefined;
  /** The scan that has seen it last. */
  scanNumber: number;
}

/** Remembers files that are shipped; the one that was seen longest ago is forgotten beyond the limit. */
export class RestingFiles {
  readonly #byInode = new Map<string, RestingFile>();
  readonly #filesMax: number;

  constructor(filesMax: number) {
    this.#filesMax = filesMax;
  }

  get size(): number {
    return this.#byInode.size;
  }

  get(inodeKey: string): RestingFile | undefined {
    return this.#byInode.get(inodeKey);
  }

  add(inodeKey: string, file: RestingFile): void {
    this.#byInode.delete(inodeKey);
    this.#byInode.set(inodeKey, file);
    if (this.#byInode.size <= this.#filesMax) return;
    const [oldest = ""] = this.#byInode.keys();
    this.#byInode.delete(oldest);
  }

  remove(inodeKey: string): void {
    this.#byInode.delete(inodeKey);
  }

  /**
   * Forgets those that a scan has not seen.
   *
   * @param isHidden whether a path may be there though the scan could not see it
   * @returns them, by the keys of their inodes
   */
  removeUnseen(
    scanNumber: number,
    isHidden: (path: string) => boolean,
  ): ReadonlyMap<string, RestingFile> {
    const gone = new Map<string, RestingFile>();
    for (const [inodeKey, file] of this.#byInode) {
      if (file.scanNumber >= scanNumber || isHidden(file.path)) continue;
      this.#byInode.delete(inodeKey);
      gone.set(inodeKey, file);
    }
    return gone;
  }

  generationIds(): readonly string[] {
    return [...this.#byInode.values()].map(({ generationId }) => generationId);
  }
}
