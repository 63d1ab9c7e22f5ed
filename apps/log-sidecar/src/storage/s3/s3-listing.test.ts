import { describe, expect, it } from "vitest";
import { parseListing } from "./s3-listing.ts";

const parse = (...elements: readonly string[]) =>
  parseListing(
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements.join("\n  ")}</ListBucketResult>`,
    ),
  );
const object = (key: string, size = "1") =>
  `<Contents><Key>${key}</Key><ETag>&quot;x&quot;</ETag><Size>${size}</Size></Contents>`;
const END = "<IsTruncated>false</IsTruncated>";
const ESCAPED = "<EncodingType>url</EncodingType>";

describe("parseListing", () => {
  it.each([
    ["nothing", [END], []],
    ["nothing, of which no more is said", [], []],
    ["one object", [object("a"), END], [["a", 1]]],
    [
      "several",
      [object("00001", "0"), object("1e3", "4194304"), END],
      [
        ["00001", 0],
        ["1e3", 4_194_304],
      ],
    ],
    ["an escaped key", [ESCAPED, object("a%2520b/%C3%BC%2B%3D"), END], [["a%20b/ü+=", 1]]],
    ["a space as AWS writes it", [ESCAPED, object("a+b%20c"), END], [["a b c", 1]]],
    ["a key that is not escaped", [object("a+b%20 &amp; "), END], [["a+b%20 & ", 1]]],
  ])("reads %s", (_, elements, expected) => {
    expect(parse(...elements)).toEqual({
      objects: expected.map(([key, sizeBytes]) => ({ key, sizeBytes })),
      next: undefined,
    });
  });

  it("says where the next page begins", () => {
    const more =
      "<IsTruncated>true</IsTruncated><NextContinuationToken>1/=&amp;</NextContinuationToken>";
    expect(parse(object("a"), more)?.next).toBe("1/=&");
  });

  it("takes what does not speak of other pages for all there is", () => {
    expect(parse(object("a"))).toMatchObject({ objects: [{ key: "a" }], next: undefined });
  });

  it.each([
    ["a next page that has no name", [object("a"), "<IsTruncated>true</IsTruncated>"]],
    ["an object without a key", ["<Contents><Size>1</Size></Contents>", END]],
    ["an object without a size", ["<Contents><Key>a</Key></Contents>", END]],
    ["a size that is none", [object("a", "-1"), END]],
    ["a key that cannot be read", [ESCAPED, object("%FF"), END]],
    ["text for an object", ["<Contents>a</Contents>", END]],
    ["a tag that is not closed", ["<Contents><Key>a</Key>", END]],
  ])("refuses a listing with %s", (_, elements) => {
    expect(parse(...elements)).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["an error", "<Error><Code>InternalError</Code></Error>"],
    ["a page of a gateway", "<!doctype html><html><body>Sign in</body></html>"],
    ["a listing cut short", "<ListBucketResult><IsTruncated>false</IsTruncated>"],
    ["text", "ListBucketResult"],
  ])("refuses %s", (_, body) => {
    expect(parseListing(Buffer.from(body))).toBeUndefined();
  });
});
