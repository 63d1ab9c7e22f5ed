/** A file that is shipped as it is, and closed: nothing is to be done before it changes. */
export interface RestingFile {
  readonly generationId: string;
  readonly path: string;
  /** As `versionOf` has it. */
  readonly version: string;
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

  /** Forgets those that a scan has not seen. @returns their generations */
  removeUnseen(scanNumber: number): readonly string[] {
    const gone: string[] = [];
    for (const [inodeKey, file] of this.#byInode) {
      if (file.scanNumber >= scanNumber) continue;
      this.#byInode.delete(inodeKey);
      gone.push(file.generationId);
    }
    return gone;
  }

  generationIds(): readonly string[] {
    return [...this.#byInode.values()].map(({ generationId }) => generationId);
  }
}
