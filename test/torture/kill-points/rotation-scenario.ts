import { appendFile, open, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { toLines } from "../oracle-line.ts";
import { expectShipped, shipped } from "../workshop.ts";
import type { Workshop } from "../workshop.ts";
import { expectTidy } from "./expect-tidy.ts";
import { Immortal, type ImmortalOptions } from "./immortal.ts";

/** Such that a few lines make more than a chunk. */
const ENVIRONMENT = { SHIP_CHUNK_SIZE: "8KiB", SHIP_MAX_AGE: "200ms" };

/**
 * What happens to files in a day, with two of them: growth, rotation, deletion of what was rotated
 * when not all of it is shipped, truncation in place, the end. Each line must be stored once, and
 * nothing may be left that is of no use any more.
 *
 * @returns whether it was killed on the way
 */
export async function rotate(place: Workshop, options: ImmortalOptions): Promise<boolean> {
  const [a, b] = [join(place.volume, "a.log"), join(place.volume, "b.log")];
  const rotated = `${a}.1`;
  const contents = { rotated: toLines("a", 0, 40), b: toLines("b", 0, 5) };
  await writeFile(a, contents.rotated);
  await writeFile(b, contents.b);
  await using sidecar = new Immortal(place, { environment: ENVIRONMENT, ...options });
  const untilShipped = async (...expected: readonly string[]): Promise<void> => {
    const isShipped = async (): Promise<boolean> =>
      (await shipped(place.storage)).toSorted().join() === expected.toSorted().join();
    await sidecar.until(isShipped, `${expected.length} files are shipped`);
  };
  await untilShipped(contents.rotated, contents.b);

  const [more, last] = [toLines("a", 40, 45), toLines("a", 45, 80)];
  await appendFile(a, more);
  await rename(a, rotated);
  await writeFile(a, toLines("a", 80, 85));
  await untilShipped(contents.rotated + more, toLines("a", 80, 85), contents.b);

  const isPinned = async (): Promise<boolean> => (await stat(rotated)).nlink > 1;
  await sidecar.until(isPinned, "what is deleted is pinned");
  await using file = await open(rotated, "a");
  await file.write(last);
  await unlink(rotated);
  const whole = contents.rotated + more + last;
  await untilShipped(whole, toLines("a", 80, 85), contents.b);
  const isLetGo = async (): Promise<boolean> => (await file.stat()).nlink === 0;
  await sidecar.until(isLetGo, "the pin of what was deleted goes away");

  await writeFile(b, toLines("b", 5, 7));
  const all = [whole, toLines("a", 80, 85), contents.b, toLines("b", 5, 7)];
  await untilShipped(...all);
  await sidecar.drain();
  await expectShipped(place.storage, all);
  await expectTidy(place, 2);
  if (options.crashAt === undefined) expect(sidecar.lives).toBe(1);
  return sidecar.lives > 1;
}
