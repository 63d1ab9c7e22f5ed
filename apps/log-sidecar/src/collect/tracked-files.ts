import type { BigIntStats } from "node:fs";
import { atPath } from "../volume/at-path.ts";
import { type Folder, inodeKeyOf } from "../volume/folder.ts";
import type { Collected } from "./collected.ts";
import { isCrowded } from "./files-max.ts";
import { toGenerationId } from "./generation-id.ts";
import { OpenFiles } from "./open-files.ts";
import type { PinnedFiles } from "./pinned-files.ts";
import { RestingFiles } from "./resting-files.ts";
import type { Sighting } from "./scan.ts";
import { versionOf } from "./source-file.ts";
import { type WaitingFile, WaitingFiles } from "./waiting-files.ts";

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
   * @returns its inode's key; undefined for what is not a regular file
   * @throws the system's errors; the file waits when that is EMFILE
   */
  async visit(sighting: Sighting, scanNumber: number): Promise<string | undefined> {
    const stat = await sighting.folder.stat(sighting.name);
    if (!stat.isFile()) return undefined;
    const inodeKey = inodeKeyOf(stat);
    const resting = this.#resting.get(inodeKey);
    const open = this.#open.get(inodeKey);
    if (open !== undefined) noteSeen(open, sighting.path, scanNumber);
    else if (resting?.version === versionOf(stat)) resting.scanNumber = scanNumber;
    else await this.#visitNew(sighting, stat, scanNumber);
    return inodeKey;
  }

  /** Lets a file wait that is found by its pin. */
  wait(file: WaitingFile): void {
    this.#waiting.add(file);
  }

  /**
   * Opens files that wait, as far as there is room.
   *
   * @param root of the volume
   * @param failed told of those that cannot be opened; they wait for the next scan
   */
  async openWaiting(root: Folder, failed: (path: string, error: unknown) => void): Promise<void> {
    while (this.#open.hasRoom) {
      const file = this.#waiting.next();
      if (file === undefined) return;
      try {
        await this.#openWaiting(root, file);
      } catch (error) {
        this.#waiting.postpone(file);
        failed(file.path, error);
        if (isCrowded(error)) return;
      }
    }
  }

  /** Closes a file. @param version of the file as it is shipped */
  async rest(collected: Collected, version: string): Promise<void> {
    const { source, path, scanNumber } = collected;
    const { generationId, inodeKey } = source;
    this.#resting.add(inodeKey, { generationId, path, version, scanNumber });
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

  /** Forgets what a scan that has seen everything has not seen. */
  forgetUnseen(scanNumber: number): Gone {
    return {
      lost: this.#waiting.removeUnseen(scanNumber),
      shipped: this.#resting.removeUnseen(scanNumber),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
  }

  async #visitNew(sighting: Sighting, stat: BigIntStats, scanNumber: number): Promise<void> {
    const { path } = sighting;
    const inodeKey = inodeKeyOf(stat);
    const sizeBytes = Number(stat.size);
    if (this.#waiting.see(inodeKey, sizeBytes, scanNumber)) return;
    try {
      if (this.#open.hasRoom) {
        await this.#openAt(sighting, path, scanNumber);
        return;
      }
    } catch (error) {
      if (!isCrowded(error)) throw error;
    }
    const generationId = toGenerationId(stat);
    const isKnown = this.#resting.get(inodeKey) !== undefined;
    const file = { inodeKey, generationId, path, sizeBytes, isKnown, scanNumber };
    if (!this.#waiting.add(file)) this.#untracked++;
    await this.#pinned.found({ generationId, path }, sighting, inodeKey);
  }

  async #openWaiting(root: Folder, file: WaitingFile): Promise<void> {
    const { path, pin, inodeKey, scanNumber } = file;
    const open = async (folder: Folder, name: string): Promise<void> => {
      const sighting = { folder, name, path };
      const stat = await folder.stat(name);
      // Another file has taken its name: the next scan tells where it is.
      if (inodeKeyOf(stat) === inodeKey) await this.#openAt(sighting, path, scanNumber, pin);
      else this.#waiting.postpone(file);
    };
    if (pin === undefined) await atPath(root, path, open);
    else await this.#pinned.at(pin, open);
  }

  async #openAt(
    sighting: Sighting,
    path: string,
    scanNumber: number,
    pin?: WaitingFile["pin"],
  ): Promise<void> {
    const collected = await this.#open.open(sighting, path);
    if (collected === undefined) return;
    const { inodeKey } = collected.source;
    this.#resting.remove(inodeKey);
    this.#waiting.remove(inodeKey);
    if (pin === undefined) noteSeen(collected, path, scanNumber);
    else collected.pin = pin;
    await this.#pinned.opened(collected, sighting);
  }
}

function noteSeen(collected: Collected, path: string, scanNumber: number): void {
  collected.scanNumber = scanNumber;
  collected.seenUnder = path;
  collected.isNamed = true;
  if (path === collected.path) collected.pathScanNumber = scanNumber;
}
