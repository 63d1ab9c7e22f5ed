import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Slots } from "./slots.ts";

const NEVER = new AbortController().signal;

it("lets no more in than there are slots, and gives each a buffer of its own", async () => {
  const slots = new Slots(2, 8);
  const inside = new Set<Buffer>();
  const seen = new Set<Buffer>();
  let mostInside = 0;
  const work = async (buffer: Buffer): Promise<void> => {
    expect(inside.has(buffer)).toBe(false);
    expect(buffer).toHaveLength(8);
    inside.add(buffer);
    seen.add(buffer);
    mostInside = Math.max(mostInside, inside.size);
    await setImmediate();
    inside.delete(buffer);
  };
  await Promise.all(Array.from({ length: 20 }, () => slots.run(work, NEVER)));
  expect([mostInside, seen.size]).toEqual([2, 2]);
});

it("frees the slot of work that fails", async () => {
  const slots = new Slots(1, 1);
  await expect(slots.run(() => Promise.reject(new Error("no")), NEVER)).rejects.toThrow("no");
  expect(await slots.run(() => Promise.resolve("yes"), NEVER)).toBe("yes");
});

it("lets those go that no longer want to wait, and the others keep their turn", async () => {
  const slots = new Slots(1, 1);
  const inside = Promise.withResolvers<void>();
  const first = slots.run(() => inside.promise, NEVER);
  const leaving = new AbortController();
  const second = slots.run(() => Promise.resolve("second"), leaving.signal);
  const third = slots.run(() => Promise.resolve("third"), NEVER);
  leaving.abort(new Error("gave up"));
  await expect(second).rejects.toThrow("gave up");
  inside.resolve();
  await first;
  expect(await third).toBe("third");
  expect(await slots.run(() => Promise.resolve("free again"), NEVER)).toBe("free again");
});
