import { basename, dirname } from "node:path/posix";
import { atPath } from "../volume/at-path.ts";
import { hasVanished } from "../volume/errors.ts";
import { Folder } from "../volume/folder.ts";
import type { Collected } from "./collected.ts";
import { TRACKED_FILES_MAX, isCrowded, readFilesMax } from "./files-max.ts";
import { type PinEvents, PinnedFiles } from "./pinned-files.ts";
import { type LeftOut, type ScanEvents, type Sighting, hiddenBy, scan } from "./scan.ts";
import type { Selection } from "./selection.ts";
import { TrackedFiles } from "./tracked-files.ts";
import type { WaitingFile } from "./waiting-files.ts";

export interface CollectorEvents extends PinEvents {
  /** A file or a folder that cannot be read now; the others are. */
  readonly fileFailed: (path: string, error: unknown) => void;
  /** Something that is selected by its name, and is not collected. */
  readonly leftOut: (path: string, reason: LeftOut) => void;
  /** A file that was seen, and is gone before it could be opened. */
  readonly lost: (file: WaitingFile) => void;
  /** A folder is being scanned. @param path from the volume's root */
  readonly entered: (path: string, folder: Folder) => void;
}

export interface CollectorOptions {
  /** Whether each file gets a link when it is found, and not only a rotated one that is not shipped. */
  readonly pinsAlways?: boolean;
  /** How many files may be held open. @default half of what the process may open, at most 512 */
  readonly filesMax?: number;
  /** How many files may wait, and how many may rest. @default 100,000 */
  readonly trackedMax?: number;
  readonly nowMs?: () => number;
}

/** What a scan of the volume has shown. */
export interface ScanOutcome {
  /** Selected files. */
  readonly selected: number;
  /** Selected files, and folders that may hold some, that could not be read, or were not. */
  readonly failures: number;
  /** Selected files that there was no room to remember. */
  readonly untracked: number;
  /** Generations of files that were not open, and are gone. */
  readonly gone: readonly string[];
}

/** So many files that events tell of are opened at once; the next scan finds the others. */
const NOTICING_MAX = 64;

/** Finds the generations of the selected files, and holds them as long as there is something to do. */
export class Collector implements AsyncDisposable {
  readonly #selection: Selection;
  readonly #events: CollectorEvents;
  readonly #pinned: PinnedFiles;
  readonly #files: TrackedFiles;
  readonly #noticing = new Map<string, Promise<void>>();
  readonly #nowMs: () => number;
  #scanNumber = 0;
  /** What the scan that is going on, or the last one, could not read. */
  #failures = new Set<string>();

  constructor(selection: Selection, events: CollectorEvents, options: CollectorOptions = {}) {
    const { filesMax = readFilesMax(), trackedMax = TRACKED_FILES_MAX } = options;
    const { pinsAlways = false, nowMs = () => performance.now() } = options;
    this.#selection = selection;
    this.#events = events;
    this.#nowMs = nowMs;
    this.#pinned = new PinnedFiles(selection, events, pinsAlways);
    this.#files = new TrackedFiles(this.#pinned, { filesMax, trackedMax, nowMs });
  }

  /** How many files wait to be opened. */
  get waitingCount(): number {
    return this.#files.waitingCount;
  }

  /** The size of those that were never open. */
  get waitingBytes(): number {
    return this.#files.waitingBytes;
  }

  /** The size of those of them that have no name but their pin. */
  get waitingPinnedBytes(): number {
    return this.#files.waitingPinnedBytes;
  }

  /** How many files are collected: open, waiting or shipped. */
  get fileCount(): number {
    return this.#files.count;
  }

  /** The generations of all of them. */
  generationIds(): ReadonlySet<string> {
    return this.#files.generationIds();
  }

  /**
   * Scans the volume.
   *
   * @param signal ends the scan, whose outcome does not count then
   * @throws the system's error when the volume cannot be opened; the signal's reason
   */
  async scan(signal?: AbortSignal): Promise<ScanOutcome> {
    const scanNumber = ++this.#scanNumber;
    const failures = (this.#failures = new Set<string>());
    let selected = 0;
    const events: ScanEvents = {
      entered: this.#events.entered,
      leftOut: (path, reason) => {
        const hidden = hiddenBy(path, reason);
        if (hidden !== undefined) failures.add(hidden);
        this.#events.leftOut(path, reason);
      },
      folderFailed: (path, error) => this.#failed(path, error),
      selected: async (sighting) => {
        selected++;
        await this.#visit(sighting);
      },
      unselected: this.#pinned.isSeeking
        ? async (sighting) => await this.#pinned.seek(sighting)
        : undefined,
    };
    await scan(this.#selection, events, signal);
    await this.#pinned.takeOver({
      open: (inodeKey) => this.#files.open(inodeKey),
      wait: (file) => this.#files.wait(file),
      failed: (path, error) => this.#failed(path, error),
    });
    const isHidden = (path: string): boolean => isAtOrBelow(path, failures);
    this.#files.noteScan(scanNumber, isHidden);
    const unopened = this.#files.retryPinned();
    const { lost, shipped } = this.#files.forgetUnseen(scanNumber, isHidden);
    for (const file of lost) this.#events.lost(file);
    return {
      selected,
      failures: failures.size + unopened,
      untracked: this.#files.takeUntracked(),
      gone: [...shipped, ...lost.map(({ generationId }) => generationId)],
    };
  }

  /**
   * Opens a file that an event names, so that it lives on even if it is gone before the next scan.
   * What fails is left to that scan.
   *
   * @param path from the volume's root, selected or not
   * @param isChange whether a file that was there has changed, which is no news of one that is open
   */
  notice(path: string, isChange: boolean): void {
    if (this.#noticing.has(path) || this.#noticing.size >= NOTICING_MAX) return;
    if (isChange && this.#files.isOpenAt(path)) return;
    if (!this.#selection.isSelected(path)) return;
    const noticing = this.#noticeOne(path).finally(() => this.#noticing.delete(path));
    this.#noticing.set(path, noticing);
  }

  /**
   * Looks where the open files should be, which takes less than a scan, and opens what has taken
   * their names.
   *
   * @returns whether one has left its path
   * @throws the system's error when the volume cannot be opened
   */
  async checkNames(): Promise<boolean> {
    const isAtPath = ({ isNamed, leftPathAtMs }: Collected): boolean =>
      isNamed && leftPathAtMs === undefined;
    const expected = this.#files.allOpen().filter(isAtPath);
    if (expected.length === 0) return false;
    await using root = await Folder.open(this.#selection.root);
    let hasLeft = false;
    const check = async (collected: Collected, folder?: Folder): Promise<void> => {
      const { path, source } = collected;
      if (folder && (await this.#look(folder, basename(path), path)) === source.inodeKey) return;
      collected.leftPathAtMs ??= this.#nowMs();
      hasLeft = true;
    };
    // Each folder is opened once, which takes more than to look for a name in it.
    for (const inFolder of Map.groupBy(expected, ({ path }) => dirname(path)).values()) {
      const checkAll = async (folder?: Folder): Promise<void> => {
        await Promise.all(inFolder.map((collected) => check(collected, folder)));
      };
      await atPath(root, inFolder[0]?.path ?? "", checkAll).catch(() => checkAll());
    }
    return hasLeft;
  }

  /** Opens files that wait, as far as there is room. @throws the system's error when the volume cannot be opened */
  async openWaiting(): Promise<void> {
    if (this.waitingCount === 0) return;
    await using root = await Folder.open(this.#selection.root);
    await this.#files.openWaiting(root, (path, error) => {
      if (!hasVanished(error) && !isCrowded(error)) this.#failed(path, error);
    });
  }

  /** What was opened since this was asked last. */
  takeFound(): readonly Collected[] {
    return this.#files.takeFound();
  }

  /** Closes a file that is shipped, to make room. @param version of the file as it is shipped */
  async rest(collected: Collected, version: string): Promise<void> {
    await this.#files.rest(collected, version);
  }

  /** Gives a file a name of its own, or seeks it for that at the next scan. What fails is reported. */
  async pin(collected: Collected): Promise<void> {
    await this.#pinned.pin(collected);
  }

  /** Every file that needs a pin was tried. */
  endPinRound(): void {
    this.#pinned.endRound();
  }

  /** Takes that name away. @throws the system's error */
  async unpin(collected: Collected): Promise<void> {
    await this.#pinned.unpin(collected);
  }

  /**
   * Lets go of a generation that is shipped to its end, or given up.
   *
   * @throws the system's error when its pin cannot be removed; it is held as before then
   */
  async release(collected: Collected): Promise<void> {
    await this.#pinned.unpin(collected);
    await this.#files.close(collected);
  }

  /** Removes the pin of a generation that was given up, before it is found by it. @throws the system's error */
  async removePin(generationId: string, path: string): Promise<void> {
    await this.#pinned.remove({ generationId, path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#noticing.values());
    await this.#files[Symbol.asyncDispose]();
  }

  async #visit(sighting: Sighting): Promise<void> {
    try {
      await this.#files.visit(sighting, this.#scanNumber, false);
    } catch (error) {
      if (!hasVanished(error)) this.#failed(sighting.path, error);
    }
  }

  async #noticeOne(path: string): Promise<void> {
    try {
      await using root = await Folder.open(this.#selection.root);
      await atPath(root, path, (folder, name) => this.#look(folder, name, path));
    } catch {
      // The next scan reports what is wrong with the volume.
    }
  }

  /** @returns the key of the inode at a path; undefined where there is no regular file */
  async #look(folder: Folder, name: string, path: string): Promise<string | undefined> {
    try {
      return await this.#files.visit({ folder, name, path }, this.#scanNumber, true);
    } catch {
      // Gone already, mostly; what is still there the next scan finds, and reports what is wrong with it.
      return undefined;
    }
  }

  #failed(path: string, error: unknown): void {
    this.#failures.add(path);
    this.#events.fileFailed(path, error);
  }
}

function isAtOrBelow(path: string, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false;
  if (places.has("")) return true;
  for (
    let place = path;
    place !== "";
    place = place.slice(0, Math.max(0, place.lastIndexOf("/")))
  ) {
    if (places.has(place)) return true;
  }
  return false;
}
