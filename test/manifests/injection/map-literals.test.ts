import { describe, expect, it } from "vitest";
import { toMapLiterals } from "./map-literals.ts";

describe("toMapLiterals", () => {
  it.each([
    ["JSONPatch{op: 'add', path: '/a'}", "{'op': 'add', 'path': '/a'}"],
    ["Object.spec{a: Object.spec.a{b: [1, c]}, d: e}", "{'a': {'b': [1, c]}, 'd': e}"],
    [
      "Object.spec{a: b ? c : d, e: {'f': 'Object.g{h: i}'}}",
      "{'a': b ? c : d, 'e': {'f': 'Object.g{h: i}'}}",
    ],
    ["Object.spec{}", "{}"],
    ["object.spec.map(x, x + 1)", "object.spec.map(x, x + 1)"],
  ])("makes of %s: %s", (expression, rewritten) => {
    expect(toMapLiterals(expression)).toBe(rewritten);
  });
});
