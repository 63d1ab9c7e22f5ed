import { describe, expect, it } from "vitest";
import { type Verdict, evaluateConditions, isRangeWanted } from "./evaluate-conditions.ts";

const AT = "Sun, 06 Nov 1994 08:49:37 GMT";
const BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
const AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
const AT_RFC_850 = "Sunday, 06-Nov-94 08:49:37 GMT";
const AT_ASCTIME = "Sun Nov  6 08:49:37 1994";
const PAGE = { etag: '"a"', lastModifiedS: 784_111_777, isDateStrong: true };
const WEAK_PAGE = { ...PAGE, etag: 'W/"a"' };

type Fields = Record<string, string>;
type Row = readonly [why: string, headers: Fields, verdict: Verdict];

const match = (value: string): Fields => ({ "if-match": value });
const noneMatch = (value: string): Fields => ({ "if-none-match": value });
const unmodified = (value: string): Fields => ({ "if-unmodified-since": value });
const modified = (value: string): Fields => ({ "if-modified-since": value });

const NO_CONDITION: readonly Row[] = [["nothing is asked", {}, "perform"]];

const STEP_1: readonly Row[] = [
  ["the tag is the page's", match('"a"'), "perform"],
  ["one of the tags is", match('"x", "a"'), "perform"],
  ["any page will do", match("*"), "perform"],
  ["no tag is the page's", match('"x", "y"'), 412],
  ["the tag is weak: If-Match compares strongly", match('W/"a"'), 412],
  ["there is no tag in the list", match(""), 412],
  ["the tag has no quotes", match("a"), 412],
  [
    "If-Unmodified-Since fails, but If-Match holds",
    { ...match('"a"'), ...unmodified(BEFORE) },
    "perform",
  ],
  ["If-Match fails, If-Unmodified-Since holds", { ...match('"x"'), ...unmodified(AFTER) }, 412],
];

const STEP_2: readonly Row[] = [
  ["not changed since then", unmodified(AFTER), "perform"],
  ["not changed after that second", unmodified(AT), "perform"],
  ["the same in RFC 850's form", unmodified(AT_RFC_850), "perform"],
  ["the same in asctime's form", unmodified(AT_ASCTIME), "perform"],
  ["changed since then", unmodified(BEFORE), 412],
  ["no date: ignored", unmodified("long ago"), "perform"],
];

const STEP_3: readonly Row[] = [
  ["the client has the page", noneMatch('"a"'), 304],
  ["the client has it under a weak tag: compared weakly", noneMatch('W/"a"'), 304],
  ["the client has it among others", noneMatch('"x", W/"y" ,"a"'), 304],
  ["the client has any", noneMatch("*"), 304],
  ["the client has others", noneMatch('"x"'), "perform"],
  ["the list cannot be read", noneMatch("a"), "perform"],
  ["a star in a list is no star", noneMatch('"x", *'), "perform"],
  [
    "If-Modified-Since fails, but If-None-Match holds",
    { ...noneMatch('"x"'), ...modified(AFTER) },
    "perform",
  ],
  [
    "If-Modified-Since holds, but If-None-Match fails",
    { ...noneMatch('"a"'), ...modified(BEFORE) },
    304,
  ],
  [
    "the list cannot be read, and the date does not count",
    { ...noneMatch("a"), ...modified(AT) },
    "perform",
  ],
];

const STEP_4: readonly Row[] = [
  ["changed since then", modified(BEFORE), "perform"],
  ["not changed after that second", modified(AT), 304],
  ["the same in RFC 850's form", modified(AT_RFC_850), 304],
  ["the same in asctime's form", modified(AT_ASCTIME), 304],
  ["not changed since then", modified(AFTER), 304],
  ["no date: ignored", modified("long ago"), "perform"],
  ["two dates: ignored", modified(`${AT}, ${AT}`), "perform"],
];

const ONE_AFTER_THE_OTHER: readonly Row[] = [
  ["1 holds, 3 fails", { ...match('"a"'), ...noneMatch('"a"') }, 304],
  ["1 holds, 3 holds", { ...match('"a"'), ...noneMatch('"x"') }, "perform"],
  ["1 fails, 3 fails", { ...match('"x"'), ...noneMatch('"a"') }, 412],
  ["1 holds, 4 fails", { ...match('"a"'), ...modified(AT) }, 304],
  ["2 holds, 3 fails", { ...unmodified(AT), ...noneMatch('"a"') }, 304],
  ["2 fails, 3 fails", { ...unmodified(BEFORE), ...noneMatch('"a"') }, 412],
  ["2 holds, 4 fails", { ...unmodified(AT), ...modified(AT) }, 304],
  ["2 fails, 4 fails", { ...unmodified(BEFORE), ...modified(AT) }, 412],
];

describe.each([
  ["without conditions", NO_CONDITION],
  ["step 1, If-Match", STEP_1],
  ["step 2, If-Unmodified-Since without If-Match", STEP_2],
  ["step 3, If-None-Match", STEP_3],
  ["step 4, If-Modified-Since without If-None-Match", STEP_4],
  ["in their order", ONE_AFTER_THE_OTHER],
])("RFC 9110, 13.2.2, %s", (_step, rows) => {
  it.each(rows)("%s", (_why, headers, verdict) => {
    expect(evaluateConditions({ method: "GET", headers }, PAGE)).toBe(verdict);
    expect(evaluateConditions({ method: "HEAD", headers }, PAGE)).toBe(verdict);
  });
});

it.each([
  ["has no strong tag to match", match('W/"a"'), 412],
  ["has no strong tag to match, nor one without the W/", match('"a"'), 412],
  ["exists", match("*"), "perform"],
  ["is the one the client has", noneMatch('W/"a"'), 304],
  ["is the one the client has, whatever made its tag strong", noneMatch('"a"'), 304],
] satisfies readonly Row[])("a page with a weak tag %s", (_why, headers, verdict) => {
  expect(evaluateConditions({ method: "GET", headers }, WEAK_PAGE)).toBe(verdict);
});

describe("RFC 9110, 13.2.2, step 5, If-Range", () => {
  const wanted = (fields: Fields, page = PAGE, method: "GET" | "HEAD" = "GET"): boolean =>
    isRangeWanted({ method, headers: { range: "bytes=0-1", ...fields } }, page);

  it.each([
    ["without it", {}, true],
    ["for the page's tag", { "if-range": '"a"' }, true],
    ["for another tag", { "if-range": '"x"' }, false],
    ["for a weak tag", { "if-range": 'W/"a"' }, false],
    ["for a list of tags", { "if-range": '"a", "x"' }, false],
    ["for the page's date", { "if-range": AT }, true],
    ["for the page's date in RFC 850's form", { "if-range": AT_RFC_850 }, true],
    ["for an earlier date", { "if-range": BEFORE }, false],
    ["for a later date: not the version that the client has", { "if-range": AFTER }, false],
    ["for neither tag nor date", { "if-range": "a" }, false],
  ])("%s", (_why, fields, expected) => {
    expect(wanted(fields)).toBe(expected);
  });

  it("does not trust a date that two versions had, nor a weak tag, nor HEAD", () => {
    expect(wanted({ "if-range": AT }, { ...PAGE, isDateStrong: false })).toBe(false);
    expect(wanted({ "if-range": 'W/"a"' }, WEAK_PAGE)).toBe(false);
    expect(wanted({}, PAGE, "HEAD")).toBe(false);
  });

  it("means nothing without a Range", () => {
    expect(isRangeWanted({ method: "GET", headers: { "if-range": '"a"' } }, PAGE)).toBe(false);
  });
});
