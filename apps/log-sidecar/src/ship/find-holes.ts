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
 * @param from everything before is known to be there
 */
export async function findHoles(
  starts: readonly number[],
  endOf: (start: number) => number | Promise<number>,
  from = 0,
): Promise<readonly Hole[]> {
  const holes: Hole[] = [];
  let expected = from;
  for (const start of starts) {
    if (start > expected) holes.push({ start: expected, end: start });
    expected = Math.max(expected, await endOf(start));
  }
  return holes;
}

/** What remains of them when so many bytes from the start of the first on are there again. */
export function afterFilling(holes: readonly Hole[], filledBytes: number): readonly Hole[] {
  const [first, ...others] = holes;
  if (first === undefined) return others;
  const start = first.start + filledBytes;
  return start < first.end ? [{ start, end: first.end }, ...others] : others;
}
