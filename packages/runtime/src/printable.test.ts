import { array, assert, dictionary, integer, oneof, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableJson } from "./printable.ts";

/** Any UTF-16 units at all, those that terminals act on more often than by chance. */
const text = array(
  oneof(
    integer({ min: 0, max: 0xff }),
    integer({ min: 0x2000, max: 0x206f }),
    integer({ min: 0, max: 0xffff }),
  ),
).map((units) => String.fromCharCode(...units));
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

describe("printable text", () => {
  it.each([
    ["plain, ünïcode, 日本, 😀, a\\b", "plain, ünïcode, 日本, 😀, a\\b"],
    ["a\u{1B}[2J\u{7}\r\n\tb\u{7F}", "a\\u001b[2J\\u0007\\u000d\\u000a\\u0009b\\u007f"],
    ["C1: \u{9B}31m\u{9D}\u{85}", "C1: \\u009b31m\\u009d\\u0085"],
    ["gpj.\u{202E}exe\u{202C}\u{2066}\u{2069}", "gpj.\\u202eexe\\u202c\\u2066\\u2069"],
    ["\u{200E}\u{200F}\u{61C}", "\\u200e\\u200f\\u061c"],
    ["a\u{200B}b\u{200D}\u{FEFF}\u{AD}\u{2060}", "a\\u200bb\\u200d\\ufeff\\u00ad\\u2060"],
    ["one\u{2028}two\u{2029}", "one\\u2028two\\u2029"],
    ["not UTF-8: \u{DCFF}, \u{D800}", "not UTF-8: \\udcff, \\ud800"],
    ["tags \u{E0041}, fillers \u{3164}\u{115F}", "tags \\udb40\\udc41, fillers \\u3164\\u115f"],
  ])("of %j is safe to show", (given, expected) => {
    expect(printable(given)).toBe(expected);
  });

  it("has nothing that a terminal acts on, whatever it is made of", () => {
    assert(
      property(text, (given) => {
        expect(printable(given)).not.toMatch(UNSAFE);
      }),
    );
  });

  it("is cut where it is too long, and says so", () => {
    expect(printable("x".repeat(11), 10)).toBe(`${"x".repeat(10)}…`);
    expect(printable("x".repeat(10), 10)).toBe("x".repeat(10));
    // Half of a character is no character.
    expect(printable("x\u{1F600}", 2)).toBe("x\\ud83d…");
  });
});

describe("printable JSON", () => {
  it("holds the same values, and nothing that a terminal acts on", () => {
    const value = record({ path: text, nested: array(dictionary(text, text)) });
    assert(
      property(value, (given) => {
        const json = printableJson(given);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(given)));
        expect(json.replaceAll("\n", "")).not.toMatch(UNSAFE);
      }),
    );
  });

  it("escapes as JSON does", () => {
    expect(printableJson({ path: "\u{9B}\u{202E}\u{E0041}" })).toBe(
      '{\n  "path": "\\u009b\\u202e\\udb40\\udc41"\n}\n',
    );
  });
});
