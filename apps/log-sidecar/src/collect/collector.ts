import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { TooManyFilesError, isCrowded, readFilesMax } from "./files-max.ts";
import { toSystemPath } from "./file-name.ts";
import { toGenerationId } from "./generation-id.ts";
import { type Pin, Pins } from "./pins.ts";
import { SourceFile } from "./source-file.ts";
import { type Selection, walk } from "./walk.ts";

/** A generation that is collected, and where it stands on the volume. */
export interface Collected {
  readonly source: SourceFile;
  /** The path it was found under. */
  readonly path: string;
  /** Whether a selected name leads to it now. */
  isNamed: boolean;
  isPinned: boolean;
}

export interface CollectorEvents {
  /** A look has pinned what there was to pin, and nothing failed. */
  readonly pinned: () => void;
  readonly pinFailed: (path: string, error: unknown) => void;
  /** A file that cannot be collected now; the others are. */
  readonly fileFailed: (path: string, error: unknown) => void;
}

/** Vanished between two calls: somebody deleted or rotated it, which the next scan sees. */
const VANISHED: ReadonlySet<string> = new Set(["ENOENT", "ELOOP", "ENOTDIR"]);

/**
 * Finds the generations of the selected files, opens and pins them. It holds what it has found until
 * it is told to release it, whatever becomes of the name.
 */
export class Collector implements AsyncDisposable {
  readonly #selection: Selection;
  readonly #pins: Pins;
  readonly #events: CollectorEvents;
  readonly #byInode = new Map<string, Collected>();
  #hasReadPins = false;
  /** What nobody was told of yet. */
  readonly #found: Collected[] = [];
  readonly #folders = new Set<string>();
  readonly #filesMax: number;
  #opening = 0;
  /** Of the look that is going on. */
  #pinning = { done: 0, failed: 0 };

  constructor(selection: Selection, events: CollectorEvents, filesMax = readFilesMax()) {
    this.#filesMax = filesMax;
    this.#selection = selection;
    this.#pins = new Pins(selection);
    this.#events = events;
  }

  /**
   * Looks at the volume.
   *
   * @returns what is new
   * @throws the system's error when the volume cannot be read, or not all of it; what is new all the
   *   same can be taken then
   */
  async scan(): Promise<readonly Collected[]> {
    let crowd: Error | undefined;
    this.#pinning = { done: 0, failed: 0 };
    const named = new Set<string>();
    // All at once: a file that is about to be deleted must not wait behind a thousand others.
    this.#folders.clear();
    const paths = await walk(this.#selection, (folder) => this.#folders.add(folder));
    const visits = paths.map(async (path) => {
      const inodeKey = await this.#visit(path).catch((error: unknown) => {
        if (isCrowded(error)) {
          crowd = error;
          return undefined;
        }
        if (!VANISHED.has(errorCode(error))) this.#events.fileFailed(path, error);
        return undefined;
      });
      if (inodeKey !== undefined) named.add(inodeKey);
    });
    await Promise.all(visits);
    if (this.#pinning.done > 0 && this.#pinning.failed === 0) this.#events.pinned();
    for (const [inodeKey, collected] of this.#byInode) collected.isNamed = named.has(inodeKey);
    if (!this.#hasReadPins) await this.#readPins();
    if (crowd !== undefined) throw crowd;
    return this.takeFound();
  }

  /** Where the last scan has looked. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  /** What was found and nobody was told of. */
  takeFound(): readonly Collected[] {
    return this.#found.splice(0);
  }

  /**
   * Lets go of a generation that is shipped to its end, or given up.
   *
   * @throws the system's error when its pin cannot be removed; it is held as before then
   */
  async release({ source }: Collected): Promise<void> {
    await this.#pins.remove(source.generationId);
    this.#byInode.delete(source.inodeKey);
    await source[Symbol.asyncDispose]();
  }

  /** Lets go of the pin of a generation that was given up, before it is found by it. */
  async unpin(generationId: string): Promise<void> {
    await this.#pins.remove(generationId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { source } of this.#byInode.values()) await source[Symbol.asyncDispose]();
    this.#byInode.clear();
  }

  async #visit(path: string): Promise<string | undefined> {
    const current = join(this.#selection.root, path);
    const stat = await lstat(toSystemPath(current), { bigint: true });
    const { dev, ino } = stat;
    // As long as we hold a file open, its inode belongs to no other.
    const known = this.#byInode.get(`${dev}:${ino}`);
    if (known !== undefined) {
      if (!known.isPinned) await this.#pin(known, current);
      return known.source.inodeKey;
    }
    const source = await this.#open(current).catch(async (error: unknown) => {
      if (isCrowded(error) && stat.isFile()) {
        // A name of its own needs no open file, and keeps it until there is room for one.
        await this.#pins.add(toGenerationId(stat), path, current, `${dev}:${ino}`);
        this.#hasReadPins = false;
      }
      throw error;
    });
    if (source === undefined) return undefined;
    // Found under two names at once; nothing may come between this look and the next call.
    const twin = this.#byInode.get(source.inodeKey);
    if (twin !== undefined) {
      await source[Symbol.asyncDispose]();
      return twin.source.inodeKey;
    }
    const collected = this.#add(source, path);
    await this.#pin(collected, current);
    return source.inodeKey;
  }

  /** @throws the system's errors; EMFILE also before the last file is open, as others need some */
  async #open(path: string): Promise<SourceFile | undefined> {
    if (this.#byInode.size + this.#opening >= this.#filesMax) throw new TooManyFilesError();
    this.#opening++;
    try {
      return await SourceFile.open(path);
    } finally {
      this.#opening--;
    }
  }

  #add(source: SourceFile, path: string): Collected {
    const collected = { source, path, isNamed: true, isPinned: false };
    this.#byInode.set(source.inodeKey, collected);
    this.#found.push(collected);
    return collected;
  }

  async #pin(collected: Collected, current: string): Promise<void> {
    const { source, path } = collected;
    try {
      collected.isPinned = await this.#pins.add(
        source.generationId,
        path,
        current,
        source.inodeKey,
      );
      this.#pinning.done++;
    } catch (error) {
      if (VANISHED.has(errorCode(error))) return;
      this.#pinning.failed++;
      this.#events.pinFailed(path, error);
    }
  }

  /** What a process before this one had not shipped to the end, and has no selected name any more. */
  async #readPins(): Promise<void> {
    await this.#pins.tidy();
    for (const pin of await this.#pins.list()) {
      await this.#readPin(pin).catch((error: unknown) => {
        if (isCrowded(error)) throw error;
        // It is there at the next start; meanwhile the others are no worse off.
        this.#events.fileFailed(pin.path, error);
      });
    }
    this.#hasReadPins = true;
  }

  async #readPin(pin: Pin): Promise<void> {
    const source = await this.#open(pin.file);
    if (source === undefined) return;
    const { generationId, inodeKey } = source;
    try {
      if (pin.generationId !== generationId) await this.#pins.correct(pin, generationId, inodeKey);
    } catch (error) {
      await source[Symbol.asyncDispose]();
      throw error;
    }
    const known = this.#byInode.get(inodeKey);
    if (known !== undefined) {
      known.isPinned = true;
      await source[Symbol.asyncDispose]();
    } else {
      const collected = this.#add(source, pin.path);
      collected.isNamed = false;
      collected.isPinned = true;
    }
  }
}
