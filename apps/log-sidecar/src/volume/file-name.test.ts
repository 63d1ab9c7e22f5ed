import { array, check, constantFrom, property, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeName, encodeName, toSystemPath } from "./file-name.ts";

describe("a file's name as a string", () => {
  it.each<[string, number[], string]>([
    ["of UTF-8", [0xc3, 0xa4], "ä"],
    ["of Latin-1", [0xe4, 0x2e], "\uDCE4."],
    ["with a character cut short", [0x61, 0xe2, 0x82], "a\uDCE2\uDC82"],
    ["with a surrogate, which UTF-8 has not", [0xed, 0xb2, 0x80], "\uDCED\uDCB2\uDC80"],
    ["of four bytes a character, and one more", [0xf0, 0x9f, 0x98, 0x80, 0xff], "😀\uDCFF"],
    ["with the sign for what is not UTF-8", [0xef, 0xbf, 0xbd], "\uFFFD"],
  ])("%s leads back to it", (_, bytes, name) => {
    expect(decodeName(Buffer.from(bytes))).toBe(name);
    expect([...encodeName(name)]).toEqual(bytes);
  });

  it("leads back to it, whatever its bytes", () => {
    // Bytes near to those of characters, that chance would seldom put together.
    const near = array(constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0));
    for (const names of [uint8Array(), near.map((list) => Uint8Array.from(list))]) {
      const isLossless = property(names, (bytes) =>
        encodeName(decodeName(Buffer.from(bytes))).equals(bytes),
      );
      expect(check(isLossless, { numRuns: 5_000 })).toMatchObject({ failed: false });
    }
  });

  it("is what the system takes, where it can be", () => {
    expect(toSystemPath("/a/ä")).toBe("/a/ä");
    expect(toSystemPath("/a/\uDCFF")).toEqual(Buffer.from([0x2f, 0x61, 0x2f, 0xff]));
  });
});
