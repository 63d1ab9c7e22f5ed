import type { Pin } from "./pins.ts";

/**
 * Why a file is to be opened: it was open before; somebody works with it, as an event or a name that it
 * took tells; a scan has found it.
 */
export const WAITING_KINDS = ["known", "noticed", "found"] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** A file that is to be opened when there is room. */
export interface WaitingFile {
  readonly inodeKey: string;
  readonly generationId: string;
  /** The path it was first found under. */
  readonly path: string;
  /** By which it is found, if no selected name leads to it. */
  readonly pin?: Pin | undefined;
  sizeBytes: number;
  readonly kind: WaitingKind;
  /** The scan that has seen it last. */
  scanNumber: number;
}

/**
 * Files that wait for a descriptor. The kinds take turns, so that thousands of one do not keep those of
 * another waiting.
 */
export class WaitingFiles {
  readonly #byKind: Readonly<Record<WaitingKind, Map<string, WaitingFile>>> = {
    known: new Map(),
    noticed: new Map(),
    found: new Map(),
  };
  /** Those that could not be opened: until a scan has seen them again, or in the end has not. */
  readonly #postponed = new Map<string, WaitingFile>();
  readonly #filesMax: number;
  #turn = 0;

  /** @param filesMax how many are remembered; a later scan finds others when there is room */
  constructor(filesMax: number) {
    this.#filesMax = filesMax;
  }

  get size(): number {
    return WAITING_KINDS.reduce((sum, kind) => sum + this.#byKind[kind].size, 0);
  }

  /** The size of those that were never open. */
  get freshBytes(): number {
    const { noticed, found } = this.#byKind;
    const sizes = [...noticed.values(), ...found.values()].map(({ sizeBytes }) => sizeBytes);
    return sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  }

  /** The size of those that are found by their pins alone: they are on the volume only for us. */
  get pinnedBytes(): number {
    return this.values().reduce((sum, { pin, sizeBytes }) => sum + (pin ? sizeBytes : 0), 0);
  }

  /** Takes note of a file that waits. @returns whether it does */
  see(
    inodeKey: string,
    { sizeBytes, scanNumber, kind }: Pick<WaitingFile, "sizeBytes" | "scanNumber" | "kind">,
  ): boolean {
    const file = this.#get(inodeKey);
    if (file === undefined) return false;
    file.sizeBytes = sizeBytes;
    file.scanNumber = scanNumber;
    if (kind === "noticed" && file.kind === "found") {
      this.#byKind.found.delete(inodeKey);
      this.#byKind.noticed.set(inodeKey, { ...file, kind });
    }
    return true;
  }

  /** Adds a file, or what is new about it; it keeps its place. @returns false when there are too many */
  add(file: WaitingFile): boolean {
    const { inodeKey } = file;
    this.#postponed.delete(inodeKey);
    const kind = this.#get(inodeKey)?.kind;
    if (kind === undefined && this.size >= this.#filesMax) return false;
    this.#byKind[kind ?? file.kind].set(inodeKey, { ...file, kind: kind ?? file.kind });
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
    this.#postponed.delete(inodeKey);
    for (const kind of WAITING_KINDS) this.#byKind[kind].delete(inodeKey);
  }

  /** Takes the next one out. */
  next(): WaitingFile | undefined {
    for (const _ of WAITING_KINDS) {
      const kind = WAITING_KINDS[this.#turn++ % WAITING_KINDS.length] ?? "known";
      const [file] = this.#byKind[kind].values();
      if (file === undefined) continue;
      this.remove(file.inodeKey);
      return file;
    }
    return undefined;
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
    return WAITING_KINDS.flatMap((kind) => [...this.#byKind[kind].values()]);
  }

  #get(inodeKey: string): WaitingFile | undefined {
    const kind = WAITING_KINDS.find((each) => this.#byKind[each].has(inodeKey));
    return kind && this.#byKind[kind].get(inodeKey);
  }
}
