import { describe, expect, it } from "vitest";
import { toOneVariable } from "./two-variables.ts";

describe("toOneVariable", () => {
  it.each([
    ["l.transformMapEntry(i, v, {v[0]: v[1]})", "l.map(v, [v[0],  v[1]]).toMap()"],
    [
      "f(['a}'].transformMapEntry(i, v, {v: b ? '{:' : g([c])})['a}'])",
      "f(['a}'].map(v, [v,  b ? '{:' : g([c])]).toMap()['a}'])",
    ],
    [
      "a.transformMapEntry(i, v, {v: 1}) == b.transformMapEntry(i, w, {w: 2})",
      "a.map(v, [v,  1]).toMap() == b.map(w, [w,  2]).toMap()",
    ],
    ["a.map(v, v)", "a.map(v, v)"],
  ])("makes of %s: %s", (expression, rewritten) => {
    expect(toOneVariable(expression)).toBe(rewritten);
  });
});
