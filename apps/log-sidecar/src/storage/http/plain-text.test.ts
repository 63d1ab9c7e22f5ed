import { describe, expect, it } from "vitest";
import { toPlainText } from "./plain-text.ts";

describe("toPlainText", () => {
  it.each([
    ["plain text", "no access: bucket `a`", "no access: bucket `a`"],
    ["text of several lines", " one\r\n\ttwo  three\n", "one two three"],
    ["a terminal's escapes", "\u001B[2J\u0007", String.raw`\u{1b}[2J\u{7}`],
    ["control characters of C1", "a\u009Bb", String.raw`a\u{9b}b`],
    ["a change of direction", "a\u202Eb", String.raw`a\u{202e}b`],
    ["half of a character", "a\uD83D", "a\uFFFD"],
    ["text of other scripts", "Zugriff verweigert: ü 日本", "Zugriff verweigert: ü 日本"],
  ])("takes %s", (_title, text, expected) => {
    expect(toPlainText(text)).toBe(expected);
  });

  it("cuts what is longer than it may be", () => {
    expect(toPlainText("x".repeat(1_000), 10)).toBe("x".repeat(10));
  });
});
