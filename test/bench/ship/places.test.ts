import { expect, it } from "vitest";
import { divideCores } from "./places.ts";

it.each([
  [1, 2, "0-0", "1-1"],
  [2, 2, "0-1", "0-1"],
  [2, 4, "0-1", "2-3"],
  [1, 1, "0-0", "0-0"],
])("gives %i of %i processors to the shipper", (count, all, shipper, others) => {
  expect(divideCores(count, all)).toEqual({ shipper, others });
});
