import { expect, it } from "vitest";
import { beyondBudget } from "./pin-budget.ts";

it.each<[heldBytes: readonly number[], maxBytes: number, givenUp: readonly number[]]>([
  [[], 0, []],
  [[10, 10, 10], 30, []],
  [[10, 10, 10], 29, [0]],
  [[10, 10, 10], 20, [0]],
  [[10, 10, 10], 19, [0, 1]],
  [[10, 10, 10], 0, [0, 1, 2]],
  [[1, 100, 1], 50, [0, 1]],
  [[0, 0, 60], 50, [2]],
])("of %j within %d bytes gives up %j", (heldBytes, maxBytes, givenUp) => {
  const held = heldBytes.map((bytes, index) => ({ generationId: `${index}`, heldBytes: bytes }));
  const ids = beyondBudget(held.toReversed(), maxBytes).map(({ generationId }) => generationId);
  expect(ids).toEqual(givenUp.map(String));
});
