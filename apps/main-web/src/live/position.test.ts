import { expect, it } from "vitest";
import { fromPosition, toPosition } from "./position.ts";

const page = Buffer.from("<pre>\none\ntwo\n");

it("is found again in the page once it has grown", () => {
  const grown = Buffer.concat([page, Buffer.from("three\n")]);
  expect(fromPosition(grown, toPosition(page, page.length))).toBe(page.length);
  expect(fromPosition(page, toPosition(page, 6))).toBe(6);
});

it.each([
  ["another page of that length", toPosition(Buffer.from("<pre>\none\n2wo\n"), page.length)],
  ["a longer page", toPosition(Buffer.concat([page, page]), page.length * 2)],
  ["nothing", ""],
  ["no position", "14"],
  ["a negative offset", "-1-aaaaaaaaaaaaaaaa"],
  ["a wrong hash", "14-aaaaaaaaaaaaaaaa"],
  ["an offset beyond all numbers", `${"9".repeat(400)}-aaaaaaaaaaaaaaaa`],
])("is not found when it is that of %s", (_, position) => {
  expect(fromPosition(page, position)).toBeUndefined();
});

it("tells long pages apart by their first lines, and by the lines before it", () => {
  const long = (first: string, last: string): Buffer =>
    Buffer.from(`${first}\n${"same\n".repeat(10_000)}${last}\n`);
  const known = long("one", "two");
  const position = toPosition(known, known.length);
  expect(fromPosition(known, position)).toBe(known.length);
  expect(fromPosition(long("eno", "two"), position)).toBeUndefined();
  expect(fromPosition(long("one", "owt"), position)).toBeUndefined();
});
