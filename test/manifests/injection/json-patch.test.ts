import { describe, expect, it } from "vitest";
import { applyPatch } from "./json-patch.ts";

const DOCUMENT = { list: [1, 2], map: { "a/b": 1 } };

describe("applyPatch", () => {
  it.each([
    [
      { op: "add", path: "/list/0", value: 0 },
      { ...DOCUMENT, list: [0, 1, 2] },
    ],
    [
      { op: "add", path: "/list/-", value: 3 },
      { ...DOCUMENT, list: [1, 2, 3] },
    ],
    [
      { op: "add", path: "/map/a~1b", value: 2 },
      { ...DOCUMENT, map: { "a/b": 2 } },
    ],
    [
      { op: "remove", path: "/map/a~1b" },
      { ...DOCUMENT, map: {} },
    ],
  ])("does %s", (operation, result) => {
    expect(applyPatch(DOCUMENT, [operation])).toEqual(result);
  });

  it.each([
    { op: "add", path: "/none/a", value: 1 },
    { op: "add", path: "/list/3", value: 1 },
    { op: "remove", path: "/map/c" },
    { op: "replace", path: "/map", value: 1 },
  ])("refuses %s", (operation) => {
    expect(() => applyPatch(DOCUMENT, [operation])).toThrow(/./v);
  });
});
