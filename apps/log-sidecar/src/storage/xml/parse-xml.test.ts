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

  const nested = (depth: number): string => "<B>".repeat(depth) + "</B>".repeat(depth);

  it("takes a document that is nested as no listing is", () => {
    expect(parse(`<A>${nested(60)}</A>`)).toBeDefined();
  });

  it.each([
    ["is nested without need", `<A>${nested(100)}</A>`],
    ["is nested without end", "<A>".repeat(2_000_000)],
    ["has elements without end", `<A>${"<B/>".repeat(300_000)}</A>`],
    ["has a text longer than any name", `<A>${"x".repeat(200_000)}</A>`],
  ])("refuses one that %s, at once", (_, xml) => {
    const startedMs = performance.now();
    expect(parse(xml)).toBeUndefined();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
