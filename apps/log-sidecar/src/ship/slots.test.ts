import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Slot, Slots } from "./slots.ts";

it("lets no more in than there are slots, and gives each a slot of its own", async () => {
  const slots = new Slots(2, 8);
  const inside = new Set<Slot>();
  const seen = new Set<Slot>();
  let mostInside = 0;
  const work = async (slot: Slot): Promise<void> => {
    expect(inside.has(slot)).toBe(false);
    expect(slot.buffer).toHaveLength(8);
    inside.add(slot);
    seen.add(slot);
    mostInside = Math.max(mostInside, inside.size);
    await setImmediate();
    inside.delete(slot);
  };
  await Promise.all(Array.from({ length: 20 }, () => slots.run(work)));
  expect([mostInside, seen.size]).toEqual([2, 2]);
});

it("frees the slot of work that fails", async () => {
  const slots = new Slots(1, 1);
  await expect(slots.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await slots.run(() => Promise.resolve("yes"))).toBe("yes");
});

it("lets who is told to stop leave the line, and those behind go on", async () => {
  const slots = new Slots(1, 1);
  const inside = Promise.withResolvers<void>();
  const first = slots.run(() => inside.promise);
  const left = new AbortController();
  const second = slots.until(left.signal).run(() => Promise.resolve("second"));
  const third = slots.run(() => Promise.resolve("third"));
  left.abort(new Error("left"));
  // While the first is still inside.
  await expect(second).rejects.toThrow("left");
  inside.resolve();
  await first;
  expect(await third).toBe("third");
  expect(await slots.run(() => Promise.resolve("free again"))).toBe("free again");
});
