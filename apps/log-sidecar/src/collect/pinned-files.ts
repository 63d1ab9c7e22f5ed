import { atPath } from "../volume/at-path.ts";
import { hasVanished } from "../volume/errors.ts";
import { Folder, inodeKeyOf } from "../volume/folder.ts";
import type { Collected } from "./collected.ts";
import { toGenerationId } from "./generation-id.ts";
import { type Pin, Pins } from "./pins.ts";
import type { Sighted, Sighting } from "./scan.ts";
import type { Selection } from "./selection.ts";
import type { WaitingFile } from "./waiting-files.ts";

export interface PinEvents {
  /** All that there was to pin since this was asked last is pinned. */
  readonly pinned: () => void;
  readonly pinFailed: (path: string, error: unknown) => void;
  /** A pin of a file that is not selected any more was removed. */
  readonly pinDropped: (path: string) => void;
}

/** Where pins that were left lead to. */
export interface TakeOver {
  readonly open: (inodeKey: string) => Collected | undefined;
  readonly wait: (file: WaitingFile) => void;
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

  /** Reports that pinning works, if it does. */
  endRound(): void {
    if (this.#round.done > 0 && this.#round.failed === 0) this.#events.pinned();
    this.#round = { done: 0, failed: 0 };
  }

  /** A file was found that cannot be opened yet. */
  async found(pin: Pin, sighted: Sighted, inodeKey: string): Promise<void> {
    if (this.#pinsAlways) await this.#add(pin, sighted, inodeKey);
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
  async at(pin: Pin, work: (folder: Folder, name: string) => Promise<void>): Promise<void> {
    await this.#pins.at(pin, work);
  }

  /**
   * Finds what processes before this one have pinned, once: what is selected and has no name any more
   * waits to be opened.
   *
   * @throws the system's error when there are pins and they cannot be listed
   */
  async takeOver(options: TakeOver): Promise<void> {
    if (this.#hasTakenOver) return;
    for (const pin of await this.#pins.list(options.failed)) {
      await this.#takeOverOne(pin, options).catch((error: unknown) => {
        // It is there at the next start; meanwhile the others are no worse off.
        if (!hasVanished(error)) options.failed(pin.path, error);
      });
    }
    this.#hasTakenOver = true;
  }

  async #takeOverOne(pin: Pin, { open, wait }: TakeOver): Promise<void> {
    if (!this.#selection.isSelected(pin.path)) {
      await this.#pins.remove(pin);
      this.#events.pinDropped(pin.path);
      return;
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
    if (file === undefined) return;
    if (file.generationId !== pin.generationId) await this.#pins.remove(pin);
    const known = open(file.inodeKey);
    if (known === undefined) wait({ ...file, isKnown: true, scanNumber: 0 });
    else known.pin ??= file.pin;
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
