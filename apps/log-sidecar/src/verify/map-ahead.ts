/** What may be under way at once. */
export interface AheadLimits<T> {
  readonly concurrency: number;
  /** Of an item, and of all that are under way; one alone may be heavier. */
  readonly weightOf: (item: T) => number;
  readonly weightMax: number;
}

/**
 * Maps items in their order, with so many under way at once: that many results are in memory at
 * most, however slowly they are taken.
 */
export async function* mapAhead<T, R>(
  items: Iterable<T>,
  limits: number | AheadLimits<T>,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const { concurrency, weightOf, weightMax } =
    typeof limits === "number" ? { concurrency: limits, weightOf: () => 0, weightMax: 0 } : limits;
  const pending: { readonly result: Promise<R>; readonly weight: number }[] = [];
  let total = 0;
  for (const item of items) {
    const weight = weightOf(item);
    while (pending.length >= concurrency || (pending.length > 0 && total + weight > weightMax)) {
      const oldest = pending.shift();
      if (oldest === undefined) break;
      yield await oldest.result;
      total -= oldest.weight;
    }
    const result = map(item);
    // It may fail before its turn to be awaited, or be left behind when an earlier one fails.
    result.catch(() => {});
    pending.push({ result, weight });
    total += weight;
  }
  for (const { result } of pending) yield await result;
}
