import type { BigIntStats } from "node:fs";
import { atPath } from "../volume/at-path.ts";
import { hasVanished } from "../volume/errors.ts";
import { type Folder, inodeKeyOf } from "../volume/folder.ts";
import type { Collected } from "./collected.ts";
import { isCrowded } from "./files-max.ts";
import { toGenerationId } from "./generation-id.ts";
import { OpenFiles } from "./open-files.ts";
import type { PinnedFiles } from "./pinned-files.ts";
import { RestingFiles } from "./resting-files.ts";
import type { Sighting } from "./scan.ts";
import { versionOf } from "./source-file.ts";
import { type WaitingFile, WaitingFiles, type WaitingKind } from "./waiting-files.ts";

export interface TrackedFilesOptions {
  /** How many files may be open. */
  readonly filesMax: number;
  /** How many may wait, and how many may rest. */
  readonly trackedMax: number;
  readonly nowMs: () => number;
}

/** What a scan has found to be gone. */
export interface Gone {
  /** Files that were seen and never opened. */
  readonly lost: readonly WaitingFile[];
  /** The generations of files that were shipped and closed. */
  readonly shipped: readonly string[];
}

/**
 * Every selected file that was seen, in one of three states: open, while there is something to do or
 * room enough; waiting to be opened; resting, when it is shipped as it is and was closed to make room.
 */
export class TrackedFiles implements AsyncDisposable {
  readonly #open: OpenFiles;
  readonly #waiting: WaitingFiles;
  readonly #resting: RestingFiles;
  readonly #pinned: PinnedFiles;
  readonly #nowMs: () => number;
  #untracked = 0;
  /** Files that waited to be opened by their pins, which somebody has removed. */
  #unpinned: WaitingFile[] = [];
  /** The generations of files that rested, whose inodes are other files by now. */
  #replaced: string[] = [];

  constructor(pinned: PinnedFiles, { filesMax, trackedMax, nowMs }: TrackedFilesOptions) {
    this.#open = new OpenFiles(filesMax);
    this.#waiting = new WaitingFiles(trackedMax);
    this.#resting = new RestingFiles(trackedMax);
    this.#pinned = pinned;
    this.#nowMs = nowMs;
  }

  /** How many files wait to be opened. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** The size of those that were never open. */
  get waitingBytes(): number {
    return this.#waiting.freshBytes;
  }

  /** The size of those that are on the volume only for us. */
  get waitingPinnedBytes(): number {
    return this.#waiting.pinnedBytes;
  }

  get count(): number {
    return this.#open.size + this.#waiting.size + this.#resting.size;
  }

  generationIds(): ReadonlySet<string> {
    return new Set([
      ...this.#open.all().map(({ source }) => source.generationId),
      ...this.#waiting.values().map(({ generationId }) => generationId),
      ...this.#resting.generationIds(),
    ]);
  }

  open(inodeKey: string): Collected | undefined {
    return this.#open.get(inodeKey);
  }

  allOpen(): readonly Collected[] {
    return this.#open.all();
  }

  /** Whether the file at a path is open, as far as is known. */
  isOpenAt(path: string): boolean {
    return this.#open.isAt(path);
  }

  takeFound(): readonly Collected[] {
    return this.#open.takeFound();
  }

  /**
   * Takes note of a selected file, and opens it when it is new or has changed and there is room.
   *
   * @param isNoticed whether somebody works with it, and it was not just found by a scan
   * @returns its inode's key; undefined for what is not a regular file
   * @throws the system's errors; the file waits when that is EMFILE
   */
  async visit(
    sighting: Sighting,
    scanNumber: number,
    isNoticed: boolean,
  ): Promise<string | undefined> {
    const stat = await sighting.folder.stat(sighting.name);
    if (!stat.isFile()) return undefined;
    const inodeKey = inodeKeyOf(stat);
    const resting = this.#resting.get(inodeKey);
    const open = this.#open.get(inodeKey);
    if (open !== undefined) noteSeen(open, sighting.path, scanNumber);
    else if (resting?.version === versionOf(stat)) resting.scanNumber = scanNumber;
    else await this.#visitNew(sighting, stat, scanNumber, isNoticed);
    return inodeKey;
  }

  /** Lets a file wait that is found by its pin. @returns false when there are too many */
  wait(file: WaitingFile): boolean {
    if (this.#resting.get(file.inodeKey)?.pin !== undefined) return true;
    return this.#waiting.add(file);
  }

  /** Tries those again that could not be opened by their pins. @returns how many there are */
  retryPinned(): number {
    return this.#waiting.retryPinned();
  }

  /**
   * Opens files that wait, as far as there is room.
   *
   * @param root of the volume
   * @param failed told of those that cannot be opened; they wait for the next scan, or for a descriptor
   */
  async openWaiting(root: Folder, failed: (path: string, error: unknown) => void): Promise<void> {
    while (this.#open.hasRoom) {
      const file = this.#waiting.next();
      if (file === undefined) return;
      try {
        await this.#openWaiting(root, file);
      } catch (error) {
        if (isCrowded(error)) {
          this.#waiting.add(file);
          return;
        }
        this.#waiting.postpone(file);
        failed(file.path, error);
      }
    }
  }

  /** Closes a file. @param version of the file as it is shipped */
  async rest(collected: Collected, version: string): Promise<void> {
    const { source, path, pin, scanNumber } = collected;
    const { generationId, inodeKey } = source;
    this.#resting.add(inodeKey, { generationId, path, version, pin, scanNumber });
    await this.#open.close(collected);
  }

  /** Forgets a file that is open. */
  async close(collected: Collected): Promise<void> {
    await this.#open.close(collected);
  }

  /**
   * Compares what is open with what a scan has seen.
   *
   * @param isHidden whether a path may be there though the scan could not see it
   */
  noteScan(scanNumber: number, isHidden: (path: string) => boolean): void {
    for (const collected of this.#open.all()) {
      if (isHidden(collected.path)) continue;
      collected.isNamed = collected.scanNumber >= scanNumber;
      const isAtPath = collected.pathScanNumber >= scanNumber;
      collected.leftPathAtMs = isAtPath ? undefined : (collected.leftPathAtMs ?? this.#nowMs());
    }
  }

  /** How many files there was no room to remember, since this was asked last. */
  takeUntracked(): number {
    const untracked = this.#untracked;
    this.#untracked = 0;
    return untracked;
  }

  /**
   * Forgets what a scan has not seen. Files that rest and have pins are opened once more: they may have
   * changed before they lost their names.
   *
   * @param isHidden whether a path may be there though the scan could not see it
   */
  forgetUnseen(scanNumber: number, isHidden: (path: string) => boolean): Gone {
    const shipped = this.#replaced.splice(0);
    for (const [inodeKey, resting] of this.#resting.removeUnseen(scanNumber, isHidden)) {
      const { generationId, path, pin } = resting;
      if (pin === undefined) shipped.push(generationId);
      else {
        const details = { sizeBytes: 0, kind: "known", scanNumber: 0 } as const;
        this.#waiting.add({ inodeKey, generationId, path, pin, ...details });
      }
    }
    const lost = [...this.#unpinned.splice(0), ...this.#waiting.removeUnseen(scanNumber, isHidden)];
    return { lost, shipped };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
  }

  async #visitNew(
    sighting: Sighting,
    stat: BigIntStats,
    scanNumber: number,
    isNoticed: boolean,
  ): Promise<void> {
    const { path } = sighting;
    const inodeKey = inodeKeyOf(stat);
    const sizeBytes = Number(stat.size);
    const isResting = this.#resting.get(inodeKey) !== undefined;
    const kind: WaitingKind = isResting ? "known" : isNoticed ? "noticed" : "found";
    if (this.#waiting.see(inodeKey, { sizeBytes, scanNumber, kind })) return;
    try {
      if (this.#open.hasRoom) {
        await this.#openAt(sighting, path, scanNumber);
        return;
      }
    } catch (error) {
      if (!isCrowded(error)) throw error;
    }
    const generationId = toGenerationId(stat);
    const resting = this.#resting.get(inodeKey);
    const pin =
      resting?.pin ?? (await this.#pinned.found({ generationId, path }, sighting, inodeKey));
    const file = { inodeKey, generationId, path, pin, sizeBytes, kind, scanNumber };
    if (!this.#waiting.add(file)) this.#untracked++;
  }

  async #openWaiting(root: Folder, file: WaitingFile): Promise<void> {
    const { path, pin, inodeKey, scanNumber } = file;
    const openIfSame = async (sighting: Sighting, byPin: WaitingFile["pin"]): Promise<boolean> => {
      const isSame = inodeKeyOf(await sighting.folder.stat(sighting.name)) === inodeKey;
      if (isSame) await this.#openAt(sighting, path, scanNumber, byPin);
      return isSame;
    };
    if (pin === undefined) {
      const isOpen = await atPath(root, path, (folder, name) =>
        openIfSame({ folder, name, path }, undefined),
      );
      // Another file has taken its name: the next scan tells where it is.
      if (!isOpen) this.#waiting.postpone(file);
      return;
    }
    const isOpen = await this.#pinned
      .at(pin, (folder, name) => openIfSame({ folder, name, path }, pin))
      .catch((error: unknown) => {
        if (hasVanished(error)) return false;
        throw error;
      });
    if (!isOpen) this.#unpinned.push(file);
  }

  async #openAt(
    sighting: Sighting,
    path: string,
    scanNumber: number,
    pin?: WaitingFile["pin"],
  ): Promise<void> {
    const collected = await this.#open.open(sighting, path);
    if (collected === undefined) return;
    const { inodeKey, generationId } = collected.source;
    const resting = this.#resting.get(inodeKey);
    this.#resting.remove(inodeKey);
    this.#waiting.remove(inodeKey);
    if (resting?.generationId === generationId) collected.pin = resting.pin;
    else if (resting !== undefined) this.#replaced.push(resting.generationId);
    if (pin === undefined) noteSeen(collected, path, scanNumber);
    else {
      collected.pin = pin;
      if (scanNumber > 0) noteSeen(collected, path, scanNumber);
    }
    await this.#pinned.opened(collected, sighting);
  }
}

function noteSeen(collected: Collected, path: string, scanNumber: number): void {
  collected.scanNumber = scanNumber;
  collected.seenUnder = path;
  collected.isNamed = true;
  if (path === collected.path) collected.pathScanNumber = scanNumber;
}
