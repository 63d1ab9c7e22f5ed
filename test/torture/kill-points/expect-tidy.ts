import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Workshop } from "../workshop.ts";

/**
 * The state holds a pin per living file, and checkpoints of no others: nothing that is of no use any
 * more. (Not every file has a checkpoint: when that of its last chunk was lost, none comes until the
 * next one.)
 */
export async function expectTidy({ stateDir }: Workshop, livingFiles: number): Promise<void> {
  const [pins = [], checkpoints = []] = await Promise.all(
    ["pins", "checkpoints"].map(async (name) => await readdir(join(stateDir, name))),
  );
  expect(pins, "pins").toHaveLength(livingFiles);
  const living = checkpoints.map((name) => name.replace(/\.json(\.next)?$/, ""));
  expect(pins).toEqual(expect.arrayContaining(living));
}
