import { randomBytes } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CODECS } from "./chunk-key.ts";
import { CHUNK_BYTES_MAX, decodeChunk, decodePieces, decodedLength } from "./codec.ts";
import { encodeChunk } from "./fixture.ts";

const COMPRESSED = ["zstd", "gzip"] as const;

describe("a chunk", () => {
  it.each(CODECS)("comes back from %s byte for byte, whatever its size", async (codec) => {
    for (const size of [1, 100, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 17]) {
      const bytes = Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1), "x")]);
      expect((await decodeChunk(await encodeChunk(bytes, codec), codec)).equals(bytes)).toBe(true);
    }
  });

  it.each(COMPRESSED)("of %s that is cut short is refused", async (codec) => {
    const body = await encodeChunk(randomBytes(2 ** 21), codec);
    for (const end of [0, 1, body.length >> 1, body.length - 1]) {
      await expect(decodeChunk(body.subarray(0, end), codec)).rejects.toThrow(/./);
    }
  });

  it.each(COMPRESSED)("of %s with one bit turned is refused", async (codec) => {
    const body = Buffer.from(await encodeChunk(Buffer.from("a line\n".repeat(500)), codec));
    const middle = body.length >> 1;
    body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
    await expect(decodeChunk(body, codec)).rejects.toThrow(/./);
  });

  it.each(COMPRESSED)("of %s with anything behind its end is refused", async (codec) => {
    const body = await encodeChunk(Buffer.from("a line\n"), codec);
    for (const rest of [Buffer.from("garbage"), Buffer.alloc(8)]) {
      await expect(decodeChunk(Buffer.concat([body, rest]), codec)).rejects.toThrow(/./);
    }
  });
});

describe("a small chunk that decodes to far more than a chunk may hold", () => {
  const bombs = {
    zstd: zstdCompressSync(Buffer.alloc(CHUNK_BYTES_MAX + 1)),
    gzip: gzipSync(Buffer.alloc(CHUNK_BYTES_MAX + 1)),
  };

  it.each(COMPRESSED)("of %s is refused", async (codec) => {
    await expect(decodedLength(bombs[codec], codec)).rejects.toMatchObject({
      code: "ERR_CHUNK_TOO_LONG",
    });
    await expect(decodeChunk(bombs[codec], codec)).rejects.toMatchObject({
      code: "ERR_CHUNK_TOO_LONG",
    });
  });

  it("is refused when it is not compressed, too", async () => {
    const body = Buffer.alloc(CHUNK_BYTES_MAX + 1);
    await expect(decodeChunk(body, "none")).rejects.toMatchObject({ code: "ERR_CHUNK_TOO_LONG" });
  });

  it.each(COMPRESSED)("of %s is decoded no further than it is read", async (codec) => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 12 }, () => decodePieces(bombs[codec], codec));
    for (const reader of readers) await reader.next();
    // A piece at the reader, and those that the stream has ready.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * 8 * 262_144);
    for (const reader of readers) await reader.return();
  });

  it.each(COMPRESSED)("of %s comes back piece by piece as it comes as a whole", async (codec) => {
    const bytes = Buffer.concat([
      randomBytes(2 ** 20),
      Buffer.alloc(3 * 2 ** 20, "x"),
      randomBytes(99),
    ]);
    const copies: Buffer[] = [];
    const body = await encodeChunk(bytes, codec);
    for await (const piece of decodePieces(body, codec)) copies.push(Buffer.from(piece));
    expect(Buffer.concat(copies).equals(bytes)).toBe(true);
  });

  it("still decodes a chunk of exactly the largest size", async () => {
    const body = zstdCompressSync(Buffer.alloc(CHUNK_BYTES_MAX));
    expect(await decodedLength(body, "zstd")).toBe(CHUNK_BYTES_MAX);
  });
});
