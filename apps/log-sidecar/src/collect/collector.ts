import { relative } from "node:path";
import { isCrowded } from "./files-max.ts";
import { type Collected, Holdings, type HoldingEvents, hasVanished } from "./holdings.ts";
import { type Selection, isSelected, walk } from "./walk.ts";

export interface CollectorEvents extends HoldingEvents {
  /** A file that cannot be collected now; the others are. */
  readonly fileFailed: (path: string, error: unknown) => void;
}

/** So many files that events tell of are taken up at once; the next look finds the others. */
const NOTICING_MAX = 64;

/** Finds the generations of the selected files, and holds them until it is told to release them. */
export class Collector implements AsyncDisposable {
  readonly #selection: Selection;
  readonly #holdings: Holdings;
  readonly #events: CollectorEvents;
  readonly #folders = new Set<string>();
  readonly #noticing = new Set<Promise<void>>();
  /** The inodes that the look that is going on, or the last one, has found under selected names. */
  #named = new Set<string>();

  /** @param filesMax how many may be held open */
  constructor(selection: Selection, events: CollectorEvents, filesMax?: number) {
    this.#selection = selection;
    this.#holdings = new Holdings(selection, events, filesMax);
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
    const named = (this.#named = new Set<string>());
    // All at once: a file that is about to be deleted must not wait behind a thousand others.
    this.#folders.clear();
    const paths = await walk(this.#selection, (folder) => this.#folders.add(folder));
    const visits = paths.map(async (path) => {
      try {
        const inodeKey = await this.#holdings.visit(path);
        if (inodeKey !== undefined) named.add(inodeKey);
      } catch (error) {
        if (isCrowded(error)) crowd = error;
        else if (!hasVanished(error)) this.#events.fileFailed(path, error);
      }
    });
    await Promise.all(visits);
    this.#holdings.tellPinned();
    this.#holdings.named(named);
    await this.#holdings.takeOverPins((path, error) => this.#events.fileFailed(path, error));
    if (crowd !== undefined) throw crowd;
    return this.takeFound();
  }

  /**
   * Takes up a file that an event tells of, so that it lives on even if it is gone before the next
   * look, which shows it as found. What fails is left to that look.
   *
   * @param file its whole path, selected or not
   */
  notice(file: string): void {
    const path = relative(this.#selection.root, file);
    if (this.#noticing.size >= NOTICING_MAX || !isSelected(path, this.#selection)) return;
    const noticing = this.#takeUp(path).finally(() => this.#noticing.delete(noticing));
    this.#noticing.add(noticing);
  }

  /** Where the last scan has looked. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  /** What was found and nobody was told of. */
  takeFound(): readonly Collected[] {
    return this.#holdings.takeFound();
  }

  /**
   * Lets go of a generation that is shipped to its end, or given up.
   *
   * @throws the system's error when its pin cannot be removed; it is held as before then
   */
  async release(collected: Collected): Promise<void> {
    await this.#holdings.release(collected);
  }

  /** Lets go of the pin of a generation that was given up, before it is found by it. */
  async unpin(generationId: string): Promise<void> {
    await this.#holdings.unpin(generationId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#noticing);
    await this.#holdings[Symbol.asyncDispose]();
  }

  async #takeUp(path: string): Promise<void> {
    try {
      const inodeKey = await this.#holdings.visit(path);
      if (inodeKey !== undefined) this.#named.add(inodeKey);
    } catch {
      // Gone already, mostly; what is still there the next look finds, and says what is wrong with it.
    }
  }
}
