import { describe, expect, it } from "vitest";
import { type XmlToken, XmlTokenizer, xmlTokens } from "./xml-tokens.ts";

const XML =
  '<?xml version="1.0"?><!DOCTYPE a><a x="1>2"><!-- <no/> --><b>1 &amp; &#x41;</b><![CDATA[<c>]]><d/>\n</a>';

/** Texts that follow one another are one. */
function joined(tokens: Iterable<XmlToken>): readonly XmlToken[] {
  const all: XmlToken[] = [];
  for (const token of tokens) {
    const last = all.at(-1);
    if (token.kind === "text" && last?.kind === "text") {
      all[all.length - 1] = { kind: "text", text: last.text + token.text };
    } else all.push(token);
  }
  return all;
}

function* inPieces(xml: string, length: number): Generator<XmlToken, void, undefined> {
  const tokenizer = new XmlTokenizer();
  for (let at = 0; at < xml.length; at += length)
    yield* tokenizer.write(xml.slice(at, at + length));
  yield* tokenizer.end();
}

describe("XmlTokenizer", () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    "finds the same tokens in pieces of %i characters as in the whole",
    (length) => {
      expect(joined(inPieces(XML, length))).toEqual(joined(xmlTokens(XML)));
    },
  );

  it("reads every kind of token", () => {
    expect(joined(xmlTokens(XML))).toEqual([
      { kind: "open", tag: "a", attributes: ' x="1>2"', isEmpty: false },
      { kind: "open", tag: "b", attributes: "", isEmpty: false },
      { kind: "text", text: "1 & A" },
      { kind: "close", tag: "b" },
      { kind: "text", text: "<c>" },
      { kind: "open", tag: "d", attributes: "", isEmpty: true },
      { kind: "text", text: "\n" },
      { kind: "close", tag: "a" },
    ]);
  });

  it.each(["<a", "<!--", "<!-- -", "<![CDATA[x]]", "<?xml", "<!DOC"])(
    "refuses what ends amidst `%s`",
    (xml) => {
      expect(() => [...xmlTokens(xml)]).toThrow(SyntaxError);
    },
  );

  it.each(["<!DOCTYPE>", "<!a>", "<!>", "<!---->", "<??>"])("passes over `%s`", (xml) => {
    const tokens = [{ kind: "open", tag: "b", attributes: "", isEmpty: true }];
    expect([...xmlTokens(`${xml}<b/>`)]).toEqual(tokens);
    expect([...inPieces(`${xml}<b/>`, 1)]).toEqual(tokens);
  });
});
