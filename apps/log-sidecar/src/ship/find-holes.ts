export interface Hole {
  readonly start: number;
  /** The start of the chunk behind it. */
  readonly end: number;
}

/**
 * The parts of a chain that are not in the storage, though later ones are.
 *
 * @param starts of its chunks, in order
 * @param endOf where the chunk of that start ends
 */
export async function findHoles(
  starts: readonly number[],
  endOf: (start: number) => Promise<number>,
): Promise<readonly Hole[]> {
  const holes: Hole[] = [];
  let expected = 0;
  for (const start of starts) {
    if (start > expected) holes.push({ start: expected, end: start });
    expected = Math.max(expected, await endOf(start));
  }
  return holes;
}
