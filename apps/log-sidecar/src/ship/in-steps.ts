/** Work that may be left between its steps, and gone on with later. */
export type InSteps<T> = AsyncGenerator<void, T, undefined>;

/** Does all of it. */
export async function inOneStep<T>(work: InSteps<T>): Promise<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done === true) return value;
  }
}

export interface Turn {
  /** As long a turn may take, if no single step takes longer. */
  readonly durationMs: number;
  readonly nowMs: () => number;
}

/** Does as much of it as a turn has time for. @returns undefined where it is to be gone on with */
export async function forOneTurn<T extends object>(
  work: InSteps<T>,
  { durationMs, nowMs }: Turn,
): Promise<T | undefined> {
  const startedMs = nowMs();
  do {
    const { done, value } = await work.next();
    if (done === true) return value;
  } while (nowMs() - startedMs < durationMs);
  return undefined;
}
