import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { toLines } from "../oracle-line.ts";
import { readStorage } from "../read-storage.ts";
import type { Workshop } from "../workshop.ts";
import { expectTidy } from "./expect-tidy.ts";
import { Immortal, type ImmortalOptions } from "./immortal.ts";

/** What is less than a chunk waits for the end. */
const ENVIRONMENT = { SHIP_CHUNK_SIZE: "8KiB", SHIP_MAX_AGE: "1h" };

/**
 * A file is truncated when its first chunk is shipped, and more of it was seen. That must be told as
 * lost, unless the only process that knew of it was killed before it could.
 *
 * @returns whether it was killed on the way
 */
export async function lose(place: Workshop, options: ImmortalOptions): Promise<boolean> {
  const path = join(place.volume, "a.log");
  const [old, fresh] = [toLines("a", 0, 50), toLines("a", 50, 90)];
  await writeFile(path, old);
  await using sidecar = new Immortal(place, { environment: ENVIRONMENT, ...options });
  const hasChains = (count: number) => async (): Promise<boolean> =>
    (await readStorage(place.storage)).length === count;
  await sidecar.until(hasChains(1), "the first chunk is shipped");
  await writeFile(path, fresh);
  await sidecar.until(hasChains(2), "the file that was truncated is shipped");
  await sidecar.drain();

  const [first, second] = await readStorage(place.storage);
  const start = first?.bytes.length ?? 0;
  expect(old.startsWith(String(first?.bytes))).toBe(true);
  expect([first?.problems, second?.problems, second?.gaps]).toEqual([[], [], []]);
  expect(second?.bytes.toString() === fresh, "the new content is whole").toBe(true);
  const gap = { start, end: old.length, reason: "truncated" };
  const gaps = first?.gaps.map((text) => JSON.parse(text) as unknown) ?? [];
  const mayHaveForgotten = sidecar.lives > 1;
  if (!mayHaveForgotten || gaps.length > 0) expect(gaps).toEqual([gap]);
  await expectTidy(place, 1);
  return sidecar.lives > 1;
}
