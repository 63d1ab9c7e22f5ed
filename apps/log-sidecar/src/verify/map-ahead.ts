/**
 * Maps items in their order, with so many under way at once: that many results are in memory at
 * most, however slowly they are taken.
 */
export async function* mapAhead<T, R>(
  items: Iterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const pending: Promise<R>[] = [];
  for (const item of items) {
    const result = map(item);
    // It may fail before its turn to be awaited, or be left behind when an earlier one fails.
    result.catch(() => {});
    pending.push(result);
    const oldest = pending.length === concurrency ? pending.shift() : undefined;
    if (oldest !== undefined) yield await oldest;
  }
  for (const result of pending) yield await result;
}
