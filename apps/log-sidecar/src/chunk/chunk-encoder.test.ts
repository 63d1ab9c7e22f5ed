import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { ChunkEncoder } from "./chunk-encoder.ts";
import { decodeChunk } from "./codec.ts";

const COMPRESSED = ["zstd", "gzip"] as const;
const MIB = 2 ** 20;

it.each(COMPRESSED)(
  "makes %s frames one after the other, of any size and content",
  async (codec) => {
    const encoder = new ChunkEncoder(4 * MIB);
    // Frames end in the middle of a piece of output, after many of them, and with little in one.
    const sizes = [4 * MIB, 1, 300_000, 4 * MIB, 262_144, 2, 524_288 - 13, 3 * MIB + 17, 40];
    for (const size of [...sizes, ...sizes.toReversed()]) {
      for (const bytes of [randomBytes(size), Buffer.alloc(size, "a line\n")]) {
        const body = await encoder.encode(bytes, codec);
        expect((await decodeChunk(Buffer.from(body), codec)).equals(bytes)).toBe(true);
      }
    }
  },
);

it.each(COMPRESSED)("makes the same %s frame whatever came before it", async (codec) => {
  const bytes = Buffer.from("a line\n".repeat(10_000));
  const encoder = new ChunkEncoder(MIB);
  const first = Buffer.from(await encoder.encode(bytes, codec));
  await encoder.encode(randomBytes(MIB), codec);
  expect(first.equals(await encoder.encode(bytes, codec))).toBe(true);
});

it.each(COMPRESSED)("refuses a %s frame that has no room, and goes on", async (codec) => {
  const encoder = new ChunkEncoder(10);
  await expect(encoder.encode(randomBytes(MIB), codec)).rejects.toThrow(
    "Expected a frame of at most",
  );
  const bytes = Buffer.from("1234567890");
  expect((await decodeChunk(await encoder.encode(bytes, codec), codec)).equals(bytes)).toBe(true);
});

it("leaves nothing to collect: what waits for the collector stays below a few frames", async () => {
  const encoder = new ChunkEncoder(4 * MIB);
  const bytes = randomBytes(4 * MIB);
  await encoder.encode(bytes, "zstd");
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 20; count++) await encoder.encode(bytes, "zstd");
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB);
});
