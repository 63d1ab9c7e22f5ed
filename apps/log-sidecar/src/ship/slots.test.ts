import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Codec } from "../chunk/chunk-key.ts";
import { createSlots } from "./slots.ts";

/** How many have memory to read into at once, of four that have a slot each. */
async function mostReading(codec: Codec, processors: number): Promise<number> {
  const slots = createSlots(4, 8, processors);
  const buffers = new Set<Buffer>();
  let most = 0;
  await Promise.all(
    Array.from({ length: 4 }, () =>
      slots.run(({ lend }) =>
        lend(codec, async (buffer) => {
          expect(buffer).toHaveLength(8);
          expect(buffers.has(buffer)).toBe(false);
          buffers.add(buffer);
          most = Math.max(most, buffers.size);
          await setImmediate();
          buffers.delete(buffer);
        }),
      ),
    ),
  );
  return most;
}

describe("createSlots", () => {
  it.each<[Codec, number, number]>([
    ["zstd", 1, 2],
    ["zstd", 2, 3],
    ["gzip", 16, 4],
    ["none", 1, 4],
  ])("lets chunks for %s be read on %d processors: %d at once", async (codec, processors, most) => {
    expect(await mostReading(codec, processors)).toBe(most);
  });
});
