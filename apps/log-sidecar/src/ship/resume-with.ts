import type { SourceFile } from "../collect/source-file.ts";
import { isOwn } from "./checkpoint-owner.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { type InSteps, forOneTurn } from "./in-steps.ts";
import { ChunkEnds, type Progress } from "./progress.ts";
import { resume } from "./resume.ts";
import type { ShipContext } from "./ship-context.ts";

/** Longer than that nobody waits for a slot because another file resumes. */
const TURN_MS = 1_000;

/**
 * Finds out how far a generation was shipped, with the checkpoint's help if there is one of use, in
 * turns: a chain of many chunks takes many requests, and others may ship between them.
 */
export class Resumption {
  readonly #source: SourceFile;
  readonly #path: string;
  readonly #context: ShipContext;
  readonly #ends = new ChunkEnds();
  #steps: InSteps<Progress> | undefined;

  constructor(source: SourceFile, path: string, context: ShipContext) {
    this.#source = source;
    this.#path = path;
    this.#context = context;
  }

  /**
   * One turn of it, which takes a second, or a request that takes longer. After an error it begins
   * again, without reading chunks that it has read.
   *
   * @returns undefined where it is not at its end
   * @throws StorageError; DamagedChunkError; the file's errors
   */
  async advance(): Promise<Progress | undefined> {
    this.#steps ??= await this.#begin();
    try {
      const turn = { durationMs: TURN_MS, nowMs: this.#context.nowMs };
      const progress = await forOneTurn(this.#steps, turn);
      if (progress !== undefined) this.#ends.clear();
      return progress;
    } catch (error) {
      this.#steps = undefined;
      throw error;
    }
  }

  async #begin(): Promise<InSteps<Progress>> {
    const { generationId } = this.#source;
    const context = this.#context;
    const { report } = context;
    const read = await readCheckpoint(generationId, context);
    const isOurs = read !== undefined && isOwn(read, context);
    if (read !== undefined && !isOurs) report.checkpointElsewhere(generationId, read);
    const foundUnder = read?.path ?? this.#path;
    return resume({
      ...context,
      source: this.#source,
      path: foundUnder,
      checkpoint: isOurs ? read : undefined,
      storageLacks: (lacking) => report.storageLacks(foundUnder, lacking),
      ends: this.#ends,
    });
  }
}

/** The same to its end, in as many turns as it takes. */
export async function resumeWith(
  source: SourceFile,
  path: string,
  context: ShipContext,
): Promise<Progress> {
  const resumption = new Resumption(source, path, context);
  for (;;) {
    const progress = await resumption.advance();
    if (progress !== undefined) return progress;
  }
}

/** @returns undefined where there is none that can be used */
export async function readCheckpoint(
  generationId: string,
  { checkpoints, report }: ShipContext,
): Promise<Checkpoint | undefined> {
  return await checkpoints.read(generationId).catch((error: unknown) => {
    report.checkpointUnusable(generationId, error);
    return undefined;
  });
}
