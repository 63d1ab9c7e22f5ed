import { type Checkpoint, Checkpoints } from "../../../apps/log-sidecar/src/ship/checkpoints.ts";
import type { StatePlace } from "../../../apps/log-sidecar/src/volume/state-place.ts";
import { type NextCall, withFault } from "./memory-storage.ts";

/** Checkpoints before their last one, by generation. */
export type OlderCheckpoints = Map<string, Checkpoint>;

/** Checkpoints that can fail to be written, and remember the ones before. */
export class FaultyCheckpoints extends Checkpoints {
  readonly #older: OlderCheckpoints;
  readonly #next: NextCall;

  constructor(place: StatePlace, older: OlderCheckpoints, next: NextCall) {
    super(place);
    this.#older = older;
    this.#next = next;
  }

  override async write(generationId: string, checkpoint: Checkpoint): Promise<void> {
    await withFault(this.#next, async () => {
      const before = await this.read(generationId);
      if (before !== undefined) this.#older.set(generationId, before);
      await super.write(generationId, checkpoint);
    });
  }
}
