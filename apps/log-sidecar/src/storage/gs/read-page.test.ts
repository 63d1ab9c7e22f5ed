import { describe, expect, it } from "vitest";
import { readPage } from "./read-page.ts";

describe("readPage", () => {
  it.each([
    ['{"kind":"storage#objects"}', [], undefined],
    [
      '{"kind":"storage#objects","nextPageToken":"t","items":[{"name":"a%20b","size":"7"}]}',
      [{ key: "a%20b", sizeBytes: 7 }],
      "t",
    ],
  ])("reads %s", (text, objects, next) => {
    expect(readPage(Buffer.from(text))).toEqual({ objects, next });
  });

  it.each([
    "",
    "{}",
    "null",
    "[]",
    "<html></html>",
    '{"kind":"storage#objects","items":[{"name":"a"}]}',
  ])("does not take `%s` for a listing", (text) => {
    expect(() => readPage(Buffer.from(text))).toThrow("Expected a listing of objects");
  });
});
