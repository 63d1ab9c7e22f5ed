import { pause } from "@sidecar-pair/runtime/pause.ts";
import { type Fields, hasFields, isTextUpTo, optional } from "../volume/fields.ts";
import { type StatePlace, openSharedFolder } from "../volume/state-place.ts";
import { readSmallFile, replaceSmallFile } from "../volume/small-file.ts";

const LOOK_MS = 5_000;
/** So many looks in a row have to find nobody before we are alone: the two look at different times. */
const LONELY_LOOKS = 3;

/** Who ships from a volume. */
export interface Shipper {
  /** New with each process. */
  readonly id: string;
  readonly pod: string;
  readonly node?: string | undefined;
}

/** The name plate, in the sidecar's own folder on the shared volume. */
const FILE = "shipper";
const BYTES_MAX = 4_096;
const TEXT_LENGTH_MAX = 253;

const SHIPPER_FIELDS: Fields<Shipper> = {
  id: isTextUpTo(TEXT_LENGTH_MAX),
  pod: isTextUpTo(TEXT_LENGTH_MAX),
  node: optional(isTextUpTo(TEXT_LENGTH_MAX)),
};

export interface NeighbourWatchOptions {
  readonly place: StatePlace;
  readonly self: Shipper;
  /** Told at each look: the other that works on this volume, or none. */
  readonly looked: (neighbour: Shipper | undefined) => void;
}

/**
 * Notices that another process ships from the same volume, by a name plate there: each puts up its own
 * where it finds another's. Whoever finds its own gone has a neighbour; a process that has died does
 * not put its up again. No lock: nothing depends on it, and a network volume's would not be reliable.
 * Anybody may have written what is found, so it is checked and does nothing but name the neighbour.
 */
export class NeighbourWatch {
  readonly #options: NeighbourWatchOptions;
  #isUp = false;
  #lonelyLooks = 0;
  #neighbour: Shipper | undefined;

  constructor(options: NeighbourWatchOptions) {
    this.#options = options;
  }

  /** Looks now and then. @returns a promise that settles when `stop` has aborted */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await pause(LOOK_MS, stop);
      if (!stop.aborted) await this.look();
    }
  }

  async look(): Promise<void> {
    const { self, looked } = this.#options;
    const found = await this.#read();
    if (found?.id === self.id) this.#lonelyLooks++;
    else {
      this.#lonelyLooks = 0;
      if (this.#isUp && found !== undefined) this.#neighbour = found;
      this.#isUp = await this.#write().then(
        () => true,
        () => false,
      );
    }
    if (this.#lonelyLooks >= LONELY_LOOKS) this.#neighbour = undefined;
    looked(this.#neighbour);
  }

  /** @returns undefined where there is none, or one that is none */
  async #read(): Promise<Shipper | undefined> {
    try {
      await using folder = await openSharedFolder(this.#options.place, undefined, false);
      const content = await readSmallFile(folder, FILE, BYTES_MAX);
      const shipper: unknown = JSON.parse(String(content));
      if (!hasFields(shipper, SHIPPER_FIELDS)) return undefined;
      const { id, pod, node } = shipper;
      return node === undefined ? { id, pod } : { id, pod, node };
    } catch {
      return undefined;
    }
  }

  /** @throws the system's error */
  async #write(): Promise<void> {
    await using folder = await openSharedFolder(this.#options.place, undefined, true);
    await replaceSmallFile(folder, FILE, `${JSON.stringify(this.#options.self)}\n`);
  }
}
