import { expect, it } from "vitest";
import { decideAnswer } from "./decide-answer.ts";

const PAGE = { etag: '"a"', lastModifiedS: 784_111_777, isDateStrong: true, sizeBytes: 100 };
const AT = "Sun, 06 Nov 1994 08:49:37 GMT";

it.each([
  ["nothing special", {}, 200],
  ["a range", { range: "bytes=0-9" }, 206],
  ["a range past the end", { range: "bytes=100-" }, 416],
  ["a range that is none", { range: "bytes=9-0" }, 200],
  ["a condition that fails before a range", { "if-match": '"x"', range: "bytes=0-9" }, 412],
  [
    "a condition that fails before a range past the end",
    { "if-match": '"x"', range: "bytes=100-" },
    412,
  ],
  ["what the client has before a range", { "if-none-match": '"a"', range: "bytes=0-9" }, 304],
  ["the client's date before a range", { "if-modified-since": AT, range: "bytes=0-9" }, 304],
  ["a condition that holds, and a range", { "if-match": '"a"', range: "bytes=0-9" }, 206],
  ["a range of this version", { "if-range": '"a"', range: "bytes=0-9" }, 206],
  ["a range of another version", { "if-range": '"x"', range: "bytes=0-9" }, 200],
  ["a range past the end of another version", { "if-range": '"x"', range: "bytes=100-" }, 200],
  [
    "all at once",
    { "if-match": '"a"', "if-none-match": '"x"', "if-range": AT, range: "bytes=-1" },
    206,
  ],
])("answers %s", (_what, headers, status) => {
  expect(decideAnswer({ method: "GET", headers }, PAGE).status).toBe(status);
});

it.each([
  [{ range: "bytes=0-9" }, 200],
  [{ range: "bytes=100-" }, 200],
  [{ "if-none-match": '"a"', range: "bytes=0-9" }, 304],
])("knows no ranges for HEAD: %j", (headers, status) => {
  expect(decideAnswer({ method: "HEAD", headers }, PAGE).status).toBe(status);
});
