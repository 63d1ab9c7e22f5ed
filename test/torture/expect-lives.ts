import { expect } from "vitest";
import { readStorage } from "./read-storage.ts";
import type { Workshop } from "./workshop.ts";

/** Every generation is of one inode, truncated time and again, and holds what was in it then. */
export async function expectLives(
  { storage }: Workshop,
  contents: readonly string[],
): Promise<void> {
  const chains = await readStorage(storage);
  const first = String(chains[0]?.generation);
  const names = contents.map((_, count) => (count === 0 ? first : `${first}-t${count}`));
  expect(chains.map(({ generation }) => generation)).toEqual(names);
  // As booleans, since a failure would print megabytes otherwise.
  const own = chains.map(({ bytes }, count) => bytes.toString("latin1") === contents[count]);
  expect(own).toEqual(contents.map(() => true));
}
