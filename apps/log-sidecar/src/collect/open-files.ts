import type { Collected } from "./collected.ts";
import { readFilesMax } from "./files-max.ts";
import type { Sighted } from "./scan.ts";
import { SourceFile } from "./source-file.ts";

/** The files that are held open, by their inodes, and how many more may be. */
export class OpenFiles implements AsyncDisposable {
  readonly #filesMax: number;
  readonly #byInode = new Map<string, Collected>();
  readonly #byPath = new Map<string, Collected>();
  /** What nobody has taken yet. */
  readonly #found: Collected[] = [];
  #opening = 0;

  constructor(filesMax = readFilesMax()) {
    this.#filesMax = filesMax;
  }

  get hasRoom(): boolean {
    return this.#byInode.size + this.#opening < this.#filesMax;
  }

  get size(): number {
    return this.#byInode.size;
  }

  get(inodeKey: string): Collected | undefined {
    return this.#byInode.get(inodeKey);
  }

  /** Whether a file that was found under this path is open, and has not left it as far as is known. */
  isAt(path: string): boolean {
    const collected = this.#byPath.get(path);
    return collected !== undefined && collected.leftPathAtMs === undefined;
  }

  all(): readonly Collected[] {
    return [...this.#byInode.values()];
  }

  /** What was opened since this was asked last. */
  takeFound(): readonly Collected[] {
    return this.#found.splice(0);
  }

  /**
   * Opens a file, unless it is open.
   *
   * @param path under which it is collected
   * @returns undefined for what is not a regular file
   * @throws the system's errors
   */
  async open(sighted: Sighted, path: string): Promise<Collected | undefined> {
    this.#opening++;
    try {
      const source = await SourceFile.open(sighted);
      if (source === undefined) return undefined;
      // Found under two names at once; nothing comes between this and the next call.
      const twin = this.#byInode.get(source.inodeKey);
      if (twin === undefined) return this.#add(source, path);
      await source[Symbol.asyncDispose]();
      return twin;
    } finally {
      this.#opening--;
    }
  }

  async close(collected: Collected): Promise<void> {
    const { source, path } = collected;
    this.#byInode.delete(source.inodeKey);
    if (this.#byPath.get(path) === collected) this.#byPath.delete(path);
    await source[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const collected of this.all()) await this.close(collected);
  }

  #add(source: SourceFile, path: string): Collected {
    const collected: Collected = {
      source,
      path,
      isNamed: false,
      seenUnder: undefined,
      scanNumber: 0,
      pathScanNumber: 0,
      leftPathAtMs: undefined,
      pin: undefined,
    };
    this.#byInode.set(source.inodeKey, collected);
    this.#byPath.set(path, collected);
    this.#found.push(collected);
    return collected;
  }
}
