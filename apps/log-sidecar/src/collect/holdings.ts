import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { TooManyFilesError, isCrowded, readFilesMax } from "./files-max.ts";
import { toSystemPath } from "./file-name.ts";
import { toGenerationId } from "./generation-id.ts";
import { type Pin, Pins } from "./pins.ts";
import { SourceFile } from "./source-file.ts";
import type { StatePlace } from "./walk.ts";

/** A generation that is collected, and where it stands on the volume. */
export interface Collected {
  readonly source: SourceFile;
  /** The path it was found under. */
  readonly path: string;
  /** Whether a selected name leads to it now. */
  isNamed: boolean;
  isPinned: boolean;
}

export interface HoldingEvents {
  /** All that there was to pin since this was asked last is pinned. */
  readonly pinned: () => void;
  readonly pinFailed: (path: string, error: unknown) => void;
}

/** Vanished between two calls: somebody deleted or rotated it, which the next look sees. */
const VANISHED: ReadonlySet<string> = new Set(["ENOENT", "ELOOP", "ENOTDIR"]);

export function hasVanished(error: unknown): boolean {
  return VANISHED.has(errorCode(error));
}

/** The generations that are held, open and pinned, until they are released, whatever becomes of the name. */
export class Holdings implements AsyncDisposable {
  readonly #root: string;
  readonly #pins: Pins;
  readonly #events: HoldingEvents;
  readonly #filesMax: number;
  readonly #byInode = new Map<string, Collected>();
  /** What nobody was told of yet. */
  readonly #found: Collected[] = [];
  #hasReadPins = false;
  #opening = 0;
  #pinning = { done: 0, failed: 0 };

  constructor(place: StatePlace, events: HoldingEvents, filesMax = readFilesMax()) {
    this.#root = place.root;
    this.#pins = new Pins(place);
    this.#events = events;
    this.#filesMax = filesMax;
  }

  /** Takes note of the inodes that a look has found under selected names. */
  named(inodeKeys: ReadonlySet<string>): void {
    for (const [inodeKey, collected] of this.#byInode) {
      collected.isNamed = inodeKeys.has(inodeKey);
    }
  }

  /** Says so when pinning works. */
  tellPinned(): void {
    if (this.#pinning.done > 0 && this.#pinning.failed === 0) this.#events.pinned();
    this.#pinning = { done: 0, failed: 0 };
  }

  /** What was found and nobody was told of. */
  takeFound(): readonly Collected[] {
    return this.#found.splice(0);
  }

  /**
   * Holds what stands at a path, if it is a file and not held already.
   *
   * @returns its inode's key, undefined for what is no file
   * @throws the system's errors; EMFILE also when as many are held as may be, and it is pinned then
   */
  async visit(path: string): Promise<string | undefined> {
    const current = join(this.#root, path);
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

  /**
   * Holds what is pinned and was not taken over: what a process before this one had not shipped to
   * the end, and has no selected name any more.
   *
   * @throws the system's errors; those of a single pin go to `failed`
   */
  async takeOverPins(failed: (path: string, error: unknown) => void): Promise<void> {
    if (this.#hasReadPins) return;
    await this.#pins.tidy();
    for (const pin of await this.#pins.list()) {
      await this.#readPin(pin).catch((error: unknown) => {
        if (isCrowded(error)) throw error;
        // It is there at the next start; meanwhile the others are no worse off.
        failed(pin.path, error);
      });
    }
    this.#hasReadPins = true;
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
      if (hasVanished(error)) return;
      this.#pinning.failed++;
      this.#events.pinFailed(path, error);
    }
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
