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

/**
 * The tags and texts of an XML document, in a time that grows with its size alone (which regular
 * expressions would not promise).
 *
 * @throws SyntaxError when it ends amidst something
 */
export function* xmlTokens(xml: string): Generator<XmlToken, void, undefined> {
  let at = 0;
  while (at < xml.length) {
    const next = xml.indexOf("<", at);
    const end = next === -1 ? xml.length : next;
    if (end > at) yield { kind: "text", text: decodeText(xml.slice(at, end)) };
    if (next === -1) return;
    const span = SPANS.find(([beginning]) => xml.startsWith(beginning, next));
    if (span === undefined) {
      at = endOfTag(xml, next);
      yield toTag(xml.slice(next + 1, at - 1));
      continue;
    }
    const [beginning, ending] = span;
    const from = next + beginning.length;
    const to = xml.indexOf(ending, from);
    if (to === -1) throw new SyntaxError(`Expected \`${ending}\` after \`${beginning}\``);
    if (beginning === "<![CDATA[") yield { kind: "text", text: xml.slice(from, to) };
    at = to + ending.length;
  }
}

/** Behind its `>`, which may stand in quotes before. */
function endOfTag(xml: string, start: number): number {
  let quote = "";
  const last = Math.min(xml.length, start + TAG_CHARACTERS_MAX);
  for (let at = start + 1; at < last; at++) {
    const character = xml.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  throw new SyntaxError("Expected an end of each tag");
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
