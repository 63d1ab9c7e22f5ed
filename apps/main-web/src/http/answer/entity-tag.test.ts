import { expect, it } from "vitest";
import { isEntityTag, matchesStrongly, matchesWeakly, parseEntityTags } from "./entity-tag.ts";

// The table of RFC 9110, 8.8.3.2.
it.each([
  ['W/"1"', 'W/"1"', false, true],
  ['W/"1"', 'W/"2"', false, false],
  ['W/"1"', '"1"', false, true],
  ['"1"', '"1"', true, true],
])("compares %s and %s", (a, b, strongly, weakly) => {
  expect([matchesStrongly(a, b), matchesWeakly(a, b)]).toEqual([strongly, weakly]);
});

it.each([
  ['"a"', ['"a"']],
  ['"a", "b"', ['"a"', '"b"']],
  ['"a","b"', ['"a"', '"b"']],
  ['"a" ,\t W/"b"', ['"a"', 'W/"b"']],
  [', "a",, ,"b",', ['"a"', '"b"']],
  ['"a,b"', ['"a,b"']],
  ['""', ['""']],
  ["", []],
  ["a", []],
  ["*", []],
  ['"a', []],
  ['w/"a"', []],
  ['"a" "b"', []],
  ['"a", b, "c"', ['"a"']],
  ['"a", *', ['"a"']],
  ['"a b"', []],
])("reads the list %j", (list, tags) => {
  expect(parseEntityTags(list)).toEqual(tags);
});

it.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"a", "b"', false],
  ["a", false],
  ['"a', false],
])("tells of %j whether it is one tag", (text, expected) => {
  expect(isEntityTag(text)).toBe(expected);
});
