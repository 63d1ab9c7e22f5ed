import { expect, it } from "vitest";
import { changeEvents, resumeEvents, startEvents } from "./page-events.ts";
import { toPosition } from "./position.ts";

const PREAMBLE = "<!doctype html><pre>\n";

function page(lines: string): Buffer {
  return Buffer.from(PREAMBLE + lines);
}

/** The position after all lines of a page. */
function endOf(lines: string): string {
  return toPosition(page(lines), page(lines).length);
}

const BOTH = `id: ${endOf("one\ntwo\n")}\ndata: one\ndata: two\n\n`;
const SECOND = `id: ${endOf("one\ntwo\n")}\ndata: two\n\n`;
const START = `event: reset\nid: ${toPosition(page(""), PREAMBLE.length)}\ndata: 0\n\n`;

it("starts with the lines, all of them", () => {
  expect(startEvents(page("one\ntwo\nth"))).toBe(START + BOTH);
});

it("starts with the last lines of a long page", () => {
  const lines = "Sun Nov 22 19:20:37 UTC 2026\n".repeat(36_000);
  const events = startEvents(page(lines));
  expect(events.length).toBeLessThan(48 * 1_024);
  const start = Number(/^event: reset\nid: .*\ndata: (\d+)$/m.exec(events)?.[1]);
  const sent = events.match(/^data: Sun.*$/gm) ?? [];
  expect(start + sent.length * 29).toBe(page(lines).length);
});

it.each([
  ["a line more", page("one\n"), page("one\ntwo\n"), SECOND],
  ["a line that was torn before", page("one\ntw"), page("one\ntwo\n"), SECOND],
  ["a line that is torn", page("one\ntwo\n"), page("one\ntwo\nth"), ""],
  ["the first version", undefined, page("one\ntwo\n"), START + BOTH],
  ["another page", page("zero\n"), page("one\ntwo\n"), START + BOTH],
  ["the page after its preamble", page(""), page("one\ntwo\n"), BOTH],
])("tells of %s", (_, before, after, expected) => {
  expect(changeEvents(before, after)).toBe(expected);
});

it("sends the last lines when more came at once than a client is to be burdened with", () => {
  const after = page(`one\n${"x".repeat(99)}\n`.repeat(1_000));
  expect(changeEvents(page("one\n"), after)).toBe(startEvents(after));
});

it.each([
  ["nothing when nothing is new", endOf("one\ntwo\n"), ""],
  ["what is new", endOf("one\n"), SECOND],
  ["the page when its position is that of another", endOf("zero\n"), START + BOTH],
  ["the page when its position makes no sense", "x", START + BOTH],
  ["no markup as a line", toPosition(page(""), 0), BOTH],
])("resumes with %s", (_, position, expected) => {
  expect(resumeEvents(page("one\ntwo\n"), position)).toBe(expected);
});
