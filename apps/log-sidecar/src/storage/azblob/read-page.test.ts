import { describe, expect, it } from "vitest";
import { readPage } from "./read-page.ts";

function page(blobs: string, marker = "<NextMarker />"): Buffer {
  return Buffer.from(
    `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://a/" ContainerName="c"><Blobs>${blobs}</Blobs>${marker}</EnumerationResults>`,
  );
}

function blob(name: string, size: string, more = ""): string {
  return `<Blob><Name>${name}</Name><Properties>${more}<Content-Length>${size}</Content-Length></Properties></Blob>`;
}

describe("readPage", () => {
  it.each([
    ["no blobs", page(""), [], undefined],
    ["one blob", page(blob("a", "1")), [{ key: "a", sizeBytes: 1 }], undefined],
    [
      "names that look like something else",
      page(blob("007", "0") + blob(" a&amp;b&lt; ", "2") + blob("a%20b", "3")),
      [
        { key: "007", sizeBytes: 0 },
        { key: " a&b< ", sizeBytes: 2 },
        { key: "a%20b", sizeBytes: 3 },
      ],
      undefined,
    ],
    [
      "directories of a hierarchical namespace",
      page(blob("a", "0", "<ResourceType>directory</ResourceType>") + blob("a/b", "1")),
      [{ key: "a/b", sizeBytes: 1 }],
      undefined,
    ],
    ["a page with more behind it", page("", "<NextMarker>2!72!x</NextMarker>"), [], "2!72!x"],
  ])("reads %s", (_what, body, objects, next) => {
    expect(readPage(body)).toEqual({ objects, next });
  });

  it("reads as many escapes as a page can have", () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `a&amp;b&lt;c&gt;/${index}`);
    const { objects } = readPage(page(names.map((name) => blob(name, "1")).join("")));
    expect(objects.map(({ key }) => key)).toEqual(names.map((_, index) => `a&b<c>/${index}`));
  });

  it.each([
    ["nothing", ""],
    ["a page of a proxy", "<html><body>Sign in</body></html>"],
    ["half a listing", '<?xml version="1.0"?><EnumerationResults><Blo'],
    ["a blob without a name", String(page("<Blob><Properties/></Blob>"))],
    ["text", "hello"],
  ])("does not take %s for a listing", (_what, text) => {
    expect(() => readPage(Buffer.from(text))).toThrow("Expected a listing of blobs");
  });
});
