import { atPath } from "../volume/at-path.ts";
import { hasVanished } from "../volume/errors.ts";
import { Folder, inodeKeyOf } from "../volume/folder.ts";
import type { Collected } from "./collected.ts";
import { toGenerationId } from "./generation-id.ts";
import { type Pin, Pins } from "./pins.ts";
import type { Sighted, Sighting } from "./scan.ts";
import { sharedFolderOf } from "../volume/state-place.ts";
import type { Selection } from "./selection.ts";
import type { WaitingFile } from "./waiting-files.ts";

export interface PinEvents {
  /** A round of pinning has ended, and nothing has failed. @param count how many files were pinned */
  readonly pinned: (count: number) => void;
  readonly pinFailed: (path: string, error: unknown) => void;
  /** A pin of a file that is not selected any more was removed. */
  readonly pinDropped: (path: string) => void;
}

/** Where pins that were left lead to. */
export interface TakeOver {
  readonly open: (inodeKey: string) => Collected | undefined;
  /** @returns false when there are too many */
  readonly wait: (file: WaitingFile) => boolean;
  readonly failed: (path: string, error: unknown) => void;
}

/** Decides which files have a name of ours, and gives and takes it. What fails is reported once a round. */
export class PinnedFiles {
  readonly #selection: Selection;
  readonly #pins: Pins;
  readonly #events: PinEvents;
  readonly #pinsAlways: boolean;
  /** Files without a selected name that are to be pinned under whatever name they have. */
  readonly #sought = new Map<string, Collected>();
  #hasTakenOver = false;
  #round = { done: 0, failed: 0 };

  constructor(selection: Selection, events: PinEvents, pinsAlways: boolean) {
    this.#selection = selection;
    this.#pins = new Pins(selection);
    this.#events = events;
    this.#pinsAlways = pinsAlways;
  }

  /** Whether files are sought whose names are not known. */
  get isSeeking(): boolean {
    return this.#sought.size > 0;
  }

  /** Every file that needs a pin was tried: reports that pinning works, if it does. */
  endRound(): void {
    const { done, failed } = this.#round;
    if (failed === 0) this.#events.pinned(done);
    this.#round = { done: 0, failed: 0 };
  }

  /** A file was found that cannot be opened yet. @returns its pin, if it has one now */
  async found(pin: Pin, sighted: Sighted, inodeKey: string): Promise<Pin | undefined> {
    return this.#pinsAlways && (await this.#add(pin, sighted, inodeKey)) ? pin : undefined;
  }

  /** A file was opened. */
  async opened(collected: Collected, sighted: Sighted): Promise<void> {
    if (this.#pinsAlways && collected.pin === undefined) await this.#pinAt(collected, sighted);
  }

  /** Pins a file under the name that it has now; without a selected one, at the next scan. */
  async pin(collected: Collected): Promise<void> {
    const { seenUnder, isNamed, source } = collected;
    if (!isNamed || seenUnder === undefined) {
      this.#sought.set(source.inodeKey, collected);
      return;
    }
    try {
      await using root = await Folder.open(this.#selection.root);
      await atPath(root, seenUnder, (folder, name) => this.#pinAt(collected, { folder, name }));
    } catch (error) {
      this.#failed(collected.path, error);
    }
  }

  /** Pins a file that is sought, if this is one. */
  async seek({ folder, name, path }: Sighting): Promise<void> {
    try {
      const collected = this.#sought.get(inodeKeyOf(await folder.stat(name)));
      if (collected !== undefined) await this.#pinAt(collected, { folder, name });
    } catch (error) {
      this.#failed(path, error);
    }
  }

  /** @throws the system's error */
  async unpin(collected: Collected): Promise<void> {
    this.#sought.delete(collected.source.inodeKey);
    if (collected.pin === undefined) return;
    await this.#pins.remove(collected.pin);
    collected.pin = undefined;
  }

  /** @throws the system's error */
  async remove(pin: Pin): Promise<void> {
    await this.#pins.remove(pin);
  }

  /** Works with a pinned file. @throws the system's error; what `work` throws */
  async at<T>(pin: Pin, work: (folder: Folder, name: string) => Promise<T>): Promise<T> {
    return await this.#pins.at(pin, work);
  }

  /**
   * Finds what processes before this one have pinned: what is selected and has no name any more waits to
   * be opened. What fails is reported, and tried again when this is called the next time.
   */
  async takeOver({ open, wait, failed }: TakeOver): Promise<void> {
    if (this.#hasTakenOver) return;
    let isWhole = true;
    const hasFailed = (path: string, error: unknown): void => {
      isWhole = false;
      failed(path, error);
    };
    const taken = new Map<string, Pin>();
    for (const pin of await this.#listed(hasFailed)) {
      try {
        isWhole = (await this.#takeOverOne(pin, { open, wait, taken })) && isWhole;
      } catch (error) {
        if (!hasVanished(error)) hasFailed(pin.path, error);
      }
    }
    this.#hasTakenOver = isWhole;
  }

  async #listed(failed: TakeOver["failed"]): Promise<readonly Pin[]> {
    try {
      return await this.#pins.list(failed);
    } catch (error) {
      failed(`${sharedFolderOf(this.#selection)}/pins`, error);
      return [];
    }
  }

  /** @returns false when it has to be done again */
  async #takeOverOne(
    pin: Pin,
    { open, wait, taken }: Omit<TakeOver, "failed"> & { readonly taken: Map<string, Pin> },
  ): Promise<boolean> {
    if (!this.#selection.isSelected(pin.path)) {
      await this.#pins.remove(pin);
      this.#events.pinDropped(pin.path);
      return true;
    }
    const file = await this.#pins.at(pin, async (folder, name) => {
      const stat = await folder.stat(name);
      if (!stat.isFile()) return undefined;
      const [inodeKey, generationId] = [inodeKeyOf(stat), toGenerationId(stat)];
      const own = { generationId, path: pin.path };
      // Made for another generation by a process that died over it.
      if (generationId !== pin.generationId) await this.#pins.add(own, { folder, name }, inodeKey);
      const sizeBytes = Number(stat.size);
      return { inodeKey, generationId, path: pin.path, pin: own, sizeBytes };
    });
    if (file === undefined) return true;
    if (file.generationId !== pin.generationId) await this.#pins.remove(pin);
    const known = open(file.inodeKey);
    const earlier = known?.pin ?? taken.get(file.inodeKey);
    if (earlier !== undefined && earlier.path !== file.path) {
      // One pin is enough: a file that was renamed between two processes has one of each.
      await this.#pins.remove(file.pin);
      return true;
    }
    taken.set(file.inodeKey, file.pin);
    if (known === undefined) return wait({ ...file, kind: "known", scanNumber: 0 });
    known.pin = file.pin;
    return true;
  }

  async #pinAt(collected: Collected, sighted: Sighted): Promise<void> {
    const { source, path } = collected;
    const pin = { generationId: source.generationId, path };
    if (!(await this.#add(pin, sighted, source.inodeKey))) return;
    collected.pin = pin;
    this.#sought.delete(source.inodeKey);
  }

  async #add(pin: Pin, sighted: Sighted, inodeKey: string): Promise<boolean> {
    try {
      const isAdded = await this.#pins.add(pin, sighted, inodeKey);
      this.#round.done++;
      return isAdded;
    } catch (error) {
      this.#failed(pin.path, error);
      return false;
    }
  }

  #failed(path: string, error: unknown): void {
    if (hasVanished(error)) return;
    this.#round.failed++;
    this.#events.pinFailed(path, error);
  }
}
