import { describe, expect, it } from "vitest";
import { mapAhead } from "./map-ahead.ts";

describe("mapAhead", () => {
  it("keeps the order, with never more under way than it may", async () => {
    let [running, most] = [0, 0];
    const double = async (item: number): Promise<number> => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < 20 - item; turn++) await Promise.resolve();
      running--;
      return item * 2;
    };
    const results = await Array.fromAsync(mapAhead([...Array(20).keys()], 4, double));
    expect(results).toEqual([...Array(20).keys()].map((item) => item * 2));
    expect(most).toBe(4);
  });

  it("passes a failure on in its turn, whatever else fails beside it", async () => {
    const fail = (item: number): Promise<number> => Promise.reject(new Error(`item ${item}`));
    await expect(Array.fromAsync(mapAhead([1, 2, 3], 4, fail))).rejects.toThrow("item 1");
  });

  it("has no more weight under way than it may, but for one item alone", async () => {
    let [weight, most] = [0, 0];
    const weights = [1, 2, 3, 9, 9, 1, 1, 1, 1, 1, 5];
    const carry = async (item: number): Promise<number> => {
      most = Math.max(most, (weight += item));
      await Promise.resolve();
      return item;
    };
    const limits = { concurrency: 4, weightOf: (item: number) => item, weightMax: 6 };
    const results: number[] = [];
    for await (const item of mapAhead(weights, limits, carry)) {
      results.push(item);
      // It is in memory until the next one is taken.
      weight -= item;
    }
    expect(results).toEqual(weights);
    expect(most).toBe(9);
  });
});
