import type { Pin } from "./pins.ts";

/** A file that is to be opened when there is room. */
export interface WaitingFile {
  readonly inodeKey: string;
  readonly generationId: string;
  /** The path it was first found under. */
  readonly path: string;
  /** By which it is found, if no selected name leads to it. */
  readonly pin?: Pin | undefined;
  sizeBytes: number;
  /** It was open before, so that it is a file that somebody works with. */
  readonly isKnown: boolean;
  /** The scan that has seen it last. */
  scanNumber: number;
}

/**
 * Files that wait for a descriptor. Known ones and new ones take turns, so that a flood of new files
 * does not keep a busy one waiting.
 */
export class WaitingFiles {
  readonly #known = new Map<string, WaitingFile>();
  readonly #fresh = new Map<string, WaitingFile>();
  /** Those that could not be opened: until a scan has seen them again, or in the end has not. */
  readonly #postponed = new Map<string, WaitingFile>();
  readonly #filesMax: number;
  #isKnownNext = true;

  /** @param filesMax how many are remembered; a later scan finds others when there is room */
  constructor(filesMax: number) {
    this.#filesMax = filesMax;
  }

  get size(): number {
    return this.#known.size + this.#fresh.size;
  }

  /** The size of those that were never open. */
  get freshBytes(): number {
    return this.#fresh.values().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** The size of those that are found by their pins alone: they are on the volume only for us. */
  get pinnedBytes(): number {
    return this.values().reduce((sum, { pin, sizeBytes }) => sum + (pin ? sizeBytes : 0), 0);
  }

  has(inodeKey: string): boolean {
    return this.#known.has(inodeKey) || this.#fresh.has(inodeKey);
  }

  /** Takes note of a file that waits. @returns whether it does */
  see(inodeKey: string, sizeBytes: number, scanNumber: number): boolean {
    const file = this.#known.get(inodeKey) ?? this.#fresh.get(inodeKey);
    if (file === undefined) return false;
    file.sizeBytes = sizeBytes;
    file.scanNumber = scanNumber;
    return true;
  }

  /** Adds a file, or what is new about it; it keeps its place. @returns false when there are too many */
  add(file: WaitingFile): boolean {
    const { inodeKey, isKnown } = file;
    this.#postponed.delete(inodeKey);
    const isFull = this.size >= this.#filesMax;
    if (isFull && !this.has(inodeKey)) return false;
    (isKnown ? this.#known : this.#fresh).set(inodeKey, file);
    return true;
  }

  /**
   * Lets those wait again that could not be opened and are found by their pins: no scan sees these.
   *
   * @returns how many
   */
  retryPinned(): number {
    const pinned = [...this.#postponed.values()].filter(({ pin }) => pin !== undefined);
    for (const file of pinned) this.add(file);
    return pinned.length;
  }

  /** Sets a file aside until a scan has seen it again, or {@link retryPinned} is called. */
  postpone(file: WaitingFile): void {
    this.remove(file.inodeKey);
    if (this.#postponed.size < this.#filesMax) this.#postponed.set(file.inodeKey, file);
  }

  remove(inodeKey: string): void {
    for (const files of [this.#known, this.#fresh, this.#postponed]) files.delete(inodeKey);
  }

  /** Takes the next one out. */
  next(): WaitingFile | undefined {
    const turns = [this.#known, this.#fresh];
    if (!this.#isKnownNext) turns.reverse();
    this.#isKnownNext = !this.#isKnownNext;
    const [file] = turns.flatMap((files) => files.values().take(1).toArray());
    if (file !== undefined) this.remove(file.inodeKey);
    return file;
  }

  /**
   * Forgets those without a pin that a scan has not seen.
   *
   * @param isHidden whether a path may be there though the scan could not see it
   * @returns them
   */
  removeUnseen(scanNumber: number, isHidden: (path: string) => boolean): readonly WaitingFile[] {
    const isGone = ({ pin, path, ...file }: WaitingFile): boolean =>
      pin === undefined && file.scanNumber < scanNumber && !isHidden(path);
    const gone = [...this.values(), ...this.#postponed.values()].filter(isGone);
    for (const { inodeKey } of gone) this.remove(inodeKey);
    return gone;
  }

  values(): readonly WaitingFile[] {
    return [...this.#known.values(), ...this.#fresh.values()];
  }
}
