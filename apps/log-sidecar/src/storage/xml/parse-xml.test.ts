import { describe, expect, it } from "vitest";
import { childrenOf, parseXml, textOf } from "./parse-xml.ts";

function parse(xml: string) {
  return parseXml(Buffer.from(xml), "A");
}

describe("parseXml", () => {
  it("reads elements in their order, and text as it is", () => {
    const root = parse(
      '\uFEFF<?xml version="1.0"?>\n<A xmlns="x"><B>1</B><B> &lt;&#x41; </B><C><D/></C></A>\n',
    );
    expect(childrenOf(root, "B").map(({ text }) => text)).toEqual(["1", " <A "]);
    expect(textOf(childrenOf(root, "C")[0], "D")).toBe("");
  });

  it("gives the text of what is there once, and is text", () => {
    const root = parse("<A><B>1</B><C>1</C><C>2</C><D><E/></D></A>");
    expect(["B", "C", "D", "E"].map((name) => textOf(root, name))).toEqual([
      "1",
      undefined,
      undefined,
      undefined,
    ]);
    expect(textOf(undefined, "B")).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["another name", "<B></B>"],
    ["one that is cut", "<A><B>1</B>"],
    ["one that is cut in a tag", "<A><B>1</B"],
    ["ends that do not match", "<A><B>1</A></B>"],
    ["an end too much", "<A></A></A>"],
    ["more than one", "<A></A><A></A>"],
    ["text before it", "x<A></A>"],
    ["text after it", "<A></A>x"],
    ["a page", "<!doctype html><html><body>sign in</body></html>"],
    ["JSON", '{"A":1}'],
  ])("refuses %s", (_, xml) => {
    expect(parse(xml)).toBeUndefined();
  });

  it("takes a document that is nested deeply", () => {
    const depth = 100_000;
    expect(parse(`<A>${"<B>".repeat(depth)}${"</B>".repeat(depth)}</A>`)).toBeDefined();
  });
});
