export type XmlToken =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "open";
      readonly tag: string;
      readonly attributes: string;
      readonly isEmpty: boolean;
    }
  | { readonly kind: "close"; readonly tag: string };

/** No sensible tag is longer; so whatever looks at one takes little time. */
const TAG_CHARACTERS_MAX = 8_192;
/** Nor is a text or a comment of a storage's answer: its longest names have 1,024 bytes. */
const TEXT_CHARACTERS_MAX = 65_536;
/** A listing has three to five levels. */
const DEPTH_MAX = 64;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
/** What is passed over, or taken as it is: beginning, end. */
const SPANS = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
] as const;
const SPAN_BEGINNING_CHARACTERS_MAX = 9;

/**
 * Cuts an XML document into tags and texts as it comes in. It keeps no more than the one token that is
 * not whole yet, and takes a time that grows with the document's size alone (which regular expressions
 * would not promise).
 */
export class XmlTokenizer {
  #rest = "";
  #depth = 0;

  /**
   * The tokens that end in this piece.
   *
   * @throws SyntaxError for what is no XML, is nested too deeply, or has too long a part
   */
  *write(piece: string): Generator<XmlToken, void, undefined> {
    const xml = this.#rest + piece;
    let at = 0;
    while (at < xml.length) {
      const next = xml.indexOf("<", at);
      if (next === -1) break;
      if (next > at) yield { kind: "text", text: decodeText(xml.slice(at, next)) };
      at = next;
      const end = endOfToken(xml, next);
      if (end === undefined) break;
      at = end;
      const token = toToken(xml.slice(next, end));
      if (token === undefined) continue;
      this.#count(token);
      yield token;
    }
    // A copy: a part of a string keeps all of it in memory.
    this.#rest = Buffer.from(xml.slice(at), "utf16le").toString("utf16le");
    if (this.#rest.length > TEXT_CHARACTERS_MAX) {
      throw new SyntaxError(`Expected at most ${TEXT_CHARACTERS_MAX} characters between tags`);
    }
  }

  /** What is left when nothing more comes. @throws SyntaxError when it ends amidst something */
  *end(): Generator<XmlToken, void, undefined> {
    const rest = this.#rest;
    this.#rest = "";
    if (rest.startsWith("<")) throw new SyntaxError("Expected an end of each tag");
    if (rest !== "") yield { kind: "text", text: decodeText(rest) };
  }

  #count(token: XmlToken): void {
    if (token.kind === "close") this.#depth--;
    if (token.kind !== "open" || token.isEmpty) return;
    this.#depth++;
    if (this.#depth > DEPTH_MAX) throw new SyntaxError(`Expected at most ${DEPTH_MAX} levels`);
  }
}

/** The tags and texts of a whole XML document. @throws SyntaxError */
export function* xmlTokens(xml: string): Generator<XmlToken, void, undefined> {
  const tokenizer = new XmlTokenizer();
  for (let at = 0; at < xml.length; at += TEXT_CHARACTERS_MAX) {
    yield* tokenizer.write(xml.slice(at, at + TEXT_CHARACTERS_MAX));
  }
  yield* tokenizer.end();
}

/** @returns where the token that begins there ends; undefined when it goes on in the next piece */
function endOfToken(xml: string, start: number): number | undefined {
  if (xml.startsWith("<!", start) && xml.length - start < SPAN_BEGINNING_CHARACTERS_MAX) {
    // Which of the beginnings it is shows later; the shortest whole one has as many characters.
    return xml.startsWith("<!-", start) || xml.startsWith("<![", start)
      ? undefined
      : endOfSpan(xml, start, SPANS[3]);
  }
  const span = SPANS.find(([beginning]) => xml.startsWith(beginning, start));
  return span === undefined ? endOfTag(xml, start) : endOfSpan(xml, start, span);
}

function endOfSpan(
  xml: string,
  start: number,
  [beginning, ending]: (typeof SPANS)[number],
): number | undefined {
  const to = xml.indexOf(ending, start + beginning.length);
  return to === -1 ? undefined : to + ending.length;
}

/** @returns undefined for what is passed over */
function toToken(text: string): XmlToken | undefined {
  const [beginning, ending] = SPANS.find(([each]) => text.startsWith(each)) ?? [];
  if (beginning === undefined || ending === undefined) return toTag(text.slice(1, -1));
  if (beginning !== "<![CDATA[") return undefined;
  return { kind: "text", text: text.slice(beginning.length, -ending.length) };
}

/** Behind its `>`, which may stand in quotes before. @throws SyntaxError for an endless one */
function endOfTag(xml: string, start: number): number | undefined {
  let quote = "";
  const last = Math.min(xml.length, start + TAG_CHARACTERS_MAX);
  for (let at = start + 1; at < last; at++) {
    const character = xml.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  if (last < xml.length) throw new SyntaxError("Expected an end of each tag");
  return undefined;
}

function toTag(inner: string): XmlToken {
  if (inner.startsWith("/")) return { kind: "close", tag: inner.slice(1).trim() };
  const isEmpty = inner.endsWith("/");
  const text = isEmpty ? inner.slice(0, -1) : inner;
  const space = text.search(/\s/);
  const tag = space === -1 ? text : text.slice(0, space);
  if (tag === "") throw new SyntaxError("Expected a name of each tag");
  return { kind: "open", tag, attributes: text.slice(tag.length), isEmpty };
}

function decodeText(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[String(name)] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
