import type { ChainName } from "../chunk/chunk-key.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import type { SourceFile } from "../collect/source-file.ts";
import { claimChain } from "./claim-chain.ts";
import { isOwn, podOf } from "./checkpoint-owner.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { type Cut, dueCut } from "./cut.ts";
import { type Hole, afterFilling } from "./find-holes.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { Lag } from "./lag.ts";
import { ANEW, type Progress, untouchedTail } from "./progress.ts";
import { Resumption, readCheckpoint } from "./resume-with.ts";
import type { ShipContext } from "./ship-context.ts";
import { Looks } from "./looks.ts";
import { lossesOf } from "./losses-of.ts";
import type { PendingLoss } from "./pending-losses.ts";
import { recordGap } from "./record-gap.ts";
import type { Line } from "./pool.ts";
import type { Slot } from "./slots.ts";
import { type ChunkToStore, type StoredChunk, storeChunk } from "./store-chunk.ts";
import { takeChunk, takeHole } from "./take-chunk.ts";

/** Progress with the codec of the chain. */
type Claimed = Progress & Required<Pick<Progress, "codec">>;

/** Ships one generation of one file, chunk by chunk, each acknowledged before the next is cut. */
export class ChainShipper {
  readonly source: SourceFile;
  readonly #path: string;
  readonly #context: ShipContext;
  #progress: Progress | undefined;
  /** Why the chain is at its end, and the file begins another. */
  #over: "truncated" | "conflict" | undefined;
  readonly #looks = new Looks();
  readonly #lag: Lag;
  readonly #resumption: Resumption;

  constructor(source: SourceFile, path: string, context: ShipContext) {
    this.source = source;
    this.#path = path;
    this.#context = context;
    this.#lag = new Lag(context.nowMs);
    this.#resumption = new Resumption(source, path, context);
  }

  /** The path in the storage. */
  get path(): string {
    return this.#progress?.path ?? this.#path;
  }

  get position(): number {
    return this.#progress?.position ?? 0;
  }

  /** Bytes that were seen in the file and are not acknowledged. */
  get lagBytes(): number {
    return this.#lag.bytes(this.#progress?.position);
  }

  /** How long the oldest of them has been waiting. */
  get lagMs(): number {
    return this.#lag.ms;
  }

  /** To be asked before a look at the file, and told with what it shows. */
  get turn(): number {
    return this.#looks.turn;
  }

  /** Takes note of a look at the file. */
  looked(sizeBytes: number, turn: number): void {
    this.#looks.saw(sizeBytes, turn);
    if (this.#progress === undefined) this.#lag.sawUnknown(sizeBytes);
  }

  /**
   * Ships a chunk if one is due. A step that fails has changed nothing and can be repeated: what it
   * cuts anew may be longer, and where the first one has arrived all the same, that one counts.
   *
   * @param final nothing more will come, so that the rest is due as well
   * @returns whether there may be more to do at once
   * @throws StorageError; the file's errors
   */
  async step(final: boolean): Promise<boolean> {
    const { slots } = this.#context;
    if (this.#progress !== undefined) return await this.#step(this.#progress, final, slots);
    // Who has waited in line to resume ships at once: else each of a thousand files would resume before
    // the first one ships, which a process that is killed again and again may not live to see.
    return await slots.run(async (slot) => {
      const progress = (this.#progress ??= await this.#resumption.advance());
      // The next in line has its turn, and then this one again.
      if (progress === undefined) return true;
      return await this.#step(progress, final, { run: (work) => work(slot) });
    });
  }

  async #step(progress: Progress, final: boolean, slots: Line<Slot>): Promise<boolean> {
    const { sizeBytes } = await this.source.state();
    // What was noticed holds until it is dealt with: by then the file may look well again.
    if (await this.#isTruncated(progress, sizeBytes)) this.#end("truncated");
    if (this.#over !== undefined) {
      await this.#startOver(this.#over, progress, slots);
      return true;
    }
    this.#lag.saw(sizeBytes, progress.position);
    const [hole] = progress.holes;
    if (hole !== undefined) {
      await slots.run((slot) => this.#fill(progress, hole, slot));
      return true;
    }
    const availableBytes = sizeBytes - progress.position;
    const cut = dueCut({ availableBytes, ageMs: this.lagMs, final }, this.#context.limits);
    if (cut === undefined) return false;
    await slots.run((slot) => this.#ship(progress, cut, slot));
    return true;
  }

  /** What is lost when the file is given up as it is; as far as is known, should it be unreadable. */
  async losses(): Promise<readonly PendingLoss[]> {
    const { generationId } = this.source;
    const seenBytes = Math.max(this.#lag.seenBytes, this.#looks.endBytes);
    const end = Math.max(seenBytes, this.#lag.unknownBytes);
    const file = { generationId, path: this.path, end };
    if (this.#looks.hasEnded) this.#end("truncated");
    const known = this.#progress ?? { truncations: await this.#knownTruncations() };
    try {
      const { sizeBytes } = await this.source.state();
      const isCut = "position" in known && (await this.#isTruncated(known, sizeBytes));
      if (isCut) this.#end("truncated");
      return lossesOf({ ...file, end: sizeBytes }, { ...known, over: this.#over, seenBytes });
    } catch (error) {
      this.#context.report.volume.fileFailed(this.path, error);
      return lossesOf(file, { ...known, over: this.#over, seenBytes });
    }
  }

  async #knownTruncations(): Promise<number | undefined> {
    const checkpoint = await readCheckpoint(this.source.generationId, this.#context);
    if (checkpoint === undefined || !isOwn(checkpoint, this.#context)) return undefined;
    return checkpoint.truncations;
  }

  /** By its size, now or at any look, and by the bytes before the position for a file that has regrown. */
  async #isTruncated(progress: Progress, sizeBytes: number): Promise<boolean> {
    if (this.#looks.hasEnded) return true;
    if (sizeBytes < Math.max(progress.position, this.#lag.seenBytes)) return true;
    return (await untouchedTail(this.source, progress)) === undefined;
  }

  async #ship(progress: Progress, cut: Cut, slot: Slot): Promise<void> {
    const claimed = await this.#claimed(progress);
    const { source } = this;
    const { seenBytes } = this.#lag;
    const { position, codec } = claimed;
    const taken = await takeChunk({ source, progress, codec, cut, seenBytes }, slot);
    if (taken === "truncated") this.#end(taken);
    if (taken === undefined || taken === "truncated" || this.#over !== undefined) return;

    const { tail, fingerprint, ...chunk } = taken;
    const stored = await this.#store(claimed, chunk);
    if (stored === undefined) return;
    await this.#acknowledge({
      ...claimed,
      position: position + stored.length,
      chunks: progress.chunks + 1,
      lastStart: position,
      fingerprint: stored.bytes === undefined ? fingerprint : fingerprintOf(tail, stored.bytes),
    });
    this.#context.report.shipped(stored.length);
    this.#lag.acknowledged(this.position);
  }

  async #claimed(progress: Progress): Promise<Claimed> {
    const { codec } = progress;
    if (codec !== undefined) return { ...progress, codec };
    const claim = await claimChain(this.#chain(progress), this.#context);
    const claimed = { ...progress, ...claim };
    this.#progress = claimed;
    return claimed;
  }

  /** Ships again what the storage has lost, up to the chunk behind it. */
  async #fill(progress: Progress, hole: Hole, slot: Slot): Promise<void> {
    const claimed = await this.#claimed(progress);
    const taken = await takeHole(this.source, hole, claimed.codec, slot);
    const stored = await this.#store(claimed, taken);
    if (stored === undefined) return;
    const holes = afterFilling(progress.holes, stored.length);
    this.#progress = { ...progress, holes, chunks: progress.chunks + 1 };
    this.#context.report.filled(progress.path, hole.start, stored.length);
  }

  /** @returns undefined, with a note that the chain is over, where the storage has other bytes */
  async #store(
    progress: Claimed,
    taken: Pick<ChunkToStore, "start" | "body" | "length">,
  ): Promise<StoredChunk | undefined> {
    const { source } = this;
    const { codec } = progress;
    const chunk = { ...taken, chain: this.#chain(progress), codec, source };
    const stored = await storeChunk(chunk, this.#context);
    if (stored === undefined) {
      const { sizeBytes } = await source.state();
      this.#end((await this.#isTruncated(progress, sizeBytes)) ? "truncated" : "conflict");
    }
    return stored;
  }

  #chain({ truncations, path }: Progress): ChainName {
    const generation = afterTruncations(this.source.generationId, truncations);
    return { ...this.#context.pod, generation, path };
  }

  async #acknowledge(progress: Claimed & Required<Pick<Progress, "lastStart" | "fingerprint">>) {
    const { checkpoints, storage, report } = this.#context;
    this.#progress = progress;
    const { holes: _, ...rest } = progress;
    const pod = podOf(this.#context);
    const checkpoint: Checkpoint = { ...rest, destination: storage.url, pod };
    await checkpoints
      .write(this.source.generationId, checkpoint)
      .then(() => report.volume.stateWritten())
      // The storage knows: a checkpoint that cannot be written costs a look-up after the next start.
      .catch((error: unknown) => report.volume.stateFailed(error));
  }

  #end(reason: "truncated" | "conflict"): void {
    this.#over ??= reason;
    this.#looks.endLife();
  }

  async #startOver(
    reason: "truncated" | "conflict",
    progress: Progress,
    slots: Line<Slot>,
  ): Promise<void> {
    const end = Math.max(this.#lag.seenBytes, this.#looks.endBytes);
    const isLossless = reason === "conflict" || end <= progress.position;
    if (!isLossless) {
      const { position } = progress;
      const lost = { chain: this.#chain(progress), position, end, reason };
      await slots.run(() => recordGap(lost, this.#context));
    }
    const isUntouchedChain = isLossless && progress.position === 0 && reason === "truncated";
    const truncations = progress.truncations + (isUntouchedChain ? 0 : 1);
    this.#context.report.startedOver(progress.path, reason, progress.position);
    this.#progress = { ...ANEW, path: progress.path, truncations };
    this.#over = undefined;
    this.#lag.beginNext();
    this.#looks.beginNext();
  }
}
