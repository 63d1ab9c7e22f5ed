export interface Held {
  /** Sorts by birth. */
  readonly generationId: string;
  /** What it takes on the volume only because we hold it. */
  readonly heldBytes: number;
}

/** Those to give up, oldest first, so that the others hold no more than `maxBytes`. */
export function beyondBudget<T extends Held>(held: readonly T[], maxBytes: number): readonly T[] {
  const holding = held.filter(({ heldBytes }) => heldBytes > 0);
  const oldestFirst = holding.toSorted((a, b) => (a.generationId < b.generationId ? -1 : 1));
  let excessBytes = holding.reduce((sum, { heldBytes }) => sum + heldBytes, 0) - maxBytes;
  return oldestFirst.filter(({ heldBytes }) => {
    if (excessBytes <= 0) return false;
    excessBytes -= heldBytes;
    return true;
  });
}
