import { expect, it } from "vitest";
import { LentBodies } from "./lent-bodies.ts";

const body = (sizeBytes: number): Buffer => Buffer.allocUnsafeSlow(sizeBytes);

it("counts memory once, however many borrow parts of it and how often", () => {
  const lent = new LentBodies<string>(100);
  const page = body(60);
  expect(lent.lend(page, "a")).toEqual([]);
  expect(lent.lend(page.subarray(10), "b")).toEqual([]);
  expect(lent.lend(page, "b")).toEqual([]);
  expect(lent.sizeBytes).toBe(60);
  lent.giveBack(page, "a");
  lent.giveBack(page, "b");
  expect(lent.sizeBytes).toBe(60);
  lent.giveBack(page, "b");
  expect(lent.sizeBytes).toBe(0);
});

it("names those who hold what was lent longest ago, as many as it takes", () => {
  const lent = new LentBodies<string>(100);
  const [first, second, third] = [body(40), body(40), body(90)];
  lent.lend(first, "a");
  lent.lend(second, "b");
  // Somebody has asked for the first one again.
  expect(lent.lend(first, "c")).toEqual([]);
  expect(lent.lend(body(20), "d")).toEqual([]);
  expect(lent.lend(body(10), "e")).toEqual(["b"]);
  expect(lent.lend(third, "f")).toEqual(["a", "c", "d"]);
  expect(lent.sizeBytes).toBe(100);
});

it("lends a body that is larger than all may be together", () => {
  const lent = new LentBodies<string>(100);
  expect(lent.lend(body(200), "a")).toEqual([]);
  expect(lent.lend(body(1), "b")).toEqual(["a"]);
});

it("takes back what was never lent, or taken away", () => {
  const lent = new LentBodies<string>(100);
  const page = body(80);
  lent.giveBack(page, "a");
  lent.lend(page, "a");
  lent.lend(body(80), "b");
  lent.giveBack(page, "a");
  expect(lent.sizeBytes).toBe(80);
});

it("takes all back from who is gone, however often it was lent", () => {
  const lent = new LentBodies<string>(100);
  const [first, second] = [body(40), body(40)];
  for (const page of [first, first, second]) lent.lend(page, "a");
  lent.lend(second, "b");
  lent.leave("a");
  expect(lent.sizeBytes).toBe(40);
  lent.giveBack(first, "a");
  lent.giveBack(second, "b");
  expect(lent.sizeBytes).toBe(0);
});
