import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "@sidecar-pair/runtime/pause.ts";

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

export interface NeighbourWatchOptions {
  readonly stateFolder: string;
  readonly self: Shipper;
  /** Told at each look: the other that works on this volume, or none. */
  readonly looked: (neighbour: Shipper | undefined) => void;
}

/**
 * Notices that another process has the same state folder, by a name plate there: each puts up its own
 * where it finds another's. Whoever finds its own gone has a neighbour; a process that has died does
 * not put its up again. No lock: nothing depends on it, and a network volume's would not be reliable.
 */
export class NeighbourWatch {
  readonly #options: NeighbourWatchOptions;
  readonly #path: string;
  #isUp = false;
  #lonelyLooks = 0;
  #neighbour: Shipper | undefined;

  constructor(options: NeighbourWatchOptions) {
    this.#options = options;
    this.#path = join(options.stateFolder, "shipper");
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
    const found = await readShipper(this.#path);
    if (found?.id === self.id) this.#lonelyLooks++;
    else {
      this.#lonelyLooks = 0;
      if (this.#isUp && found !== undefined) this.#neighbour = found;
      // The folder is made by those who need it: a volume that went away must not get one.
      this.#isUp = await writeFile(this.#path, `${JSON.stringify(self)}\n`).then(
        () => true,
        () => false,
      );
    }
    if (this.#lonelyLooks >= LONELY_LOOKS) this.#neighbour = undefined;
    looked(this.#neighbour);
  }
}

/** @returns undefined where there is none, or one that is being written */
async function readShipper(path: string): Promise<Shipper | undefined> {
  try {
    const { id, pod, node } = JSON.parse(await readFile(path, "utf8")) as Partial<Shipper>;
    if (typeof id !== "string" || typeof pod !== "string") return undefined;
    return typeof node === "string" ? { id, pod, node } : { id, pod };
  } catch {
    return undefined;
  }
}
