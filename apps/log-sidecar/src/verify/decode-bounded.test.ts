import { randomBytes } from "node:crypto";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CODECS } from "../chunk/chunk-key.ts";
import { encodeChunk } from "../chunk/fixture.ts";
import { decodeBounded } from "./decode-bounded.ts";

const COMPRESSED = ["zstd", "gzip"] as const;
const COMPRESS = { zstd: zstdCompressSync, gzip: gzipSync };

describe("a chunk that is decoded piece by piece", () => {
  it.each(CODECS)("comes back from %s byte for byte, kept or decoded again", async (codec) => {
    for (const size of [1, 100, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 17]) {
      const bytes = Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1), "x")]);
      const body = await encodeChunk(bytes, codec);
      for (const keepBytes of [0, size - 1, size]) {
        const { length, pieces } = await decodeBounded(body, codec, keepBytes);
        expect(length).toBe(size);
        for (const _ of ["once", "again"]) {
          expect(Buffer.concat(await Array.fromAsync(pieces())).equals(bytes)).toBe(true);
        }
      }
    }
  });

  it.each(COMPRESSED)("of %s that is cut short, turned or prolonged is refused", async (codec) => {
    const body = await encodeChunk(Buffer.concat([randomBytes(2 ** 20), Buffer.alloc(99)]), codec);
    const turned = Buffer.from(body);
    turned.writeUInt8(turned.readUInt8(body.length >> 1) ^ 1, body.length >> 1);
    const damaged = [
      ...[0, 1, body.length >> 1, body.length - 1].map((end) => body.subarray(0, end)),
      turned,
      Buffer.concat([body, Buffer.from("garbage")]),
      Buffer.concat([body, Buffer.alloc(8)]),
    ];
    for (const bytes of damaged) {
      await expect(decodeBounded(bytes, codec, 0)).rejects.toThrow(/./);
    }
  });

  it.each(COMPRESSED)("of %s that becomes more than a chunk holds is refused", async (codec) => {
    const bomb = COMPRESS[codec](Buffer.alloc(64 * 2 ** 20 + 1));
    await expect(decodeBounded(bomb, codec, 0)).rejects.toThrow("at most 67108864 bytes");
  });

  it("of zstd that asks for more memory than ours is refused", async () => {
    const params = { [constants.ZSTD_c_windowLog]: 26 };
    const body = zstdCompressSync(Buffer.alloc(64 * 2 ** 20), { params });
    await expect(decodeBounded(body, "zstd", 0)).rejects.toThrow(/./);
  });
});
