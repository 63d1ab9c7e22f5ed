import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Pool } from "./pool.ts";

it("lets no more in than there are things, and gives each one of its own", async () => {
  const pool = new Pool(2, () => Buffer.alloc(8));
  const inside = new Set<Buffer>();
  const seen = new Set<Buffer>();
  let mostInside = 0;
  const work = async (thing: Buffer): Promise<void> => {
    expect(inside.has(thing)).toBe(false);
    expect(thing).toHaveLength(8);
    inside.add(thing);
    seen.add(thing);
    mostInside = Math.max(mostInside, inside.size);
    await setImmediate();
    inside.delete(thing);
  };
  await Promise.all(Array.from({ length: 20 }, () => pool.run(work)));
  expect([mostInside, seen.size]).toEqual([2, 2]);
});

it("frees what work had that fails", async () => {
  const pool = new Pool(1, () => ({}));
  await expect(pool.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await pool.run(() => Promise.resolve("yes"))).toBe("yes");
});

it("lets who is told to stop leave the line, and those behind go on", async () => {
  const pool = new Pool(1, () => ({}));
  const inside = Promise.withResolvers<void>();
  const first = pool.run(() => inside.promise);
  const left = new AbortController();
  const second = pool.until(left.signal).run(() => Promise.resolve("second"));
  const third = pool.run(() => Promise.resolve("third"));
  left.abort(new Error("left"));
  // While the first is still inside.
  await expect(second).rejects.toThrow("left");
  inside.resolve();
  await first;
  expect(await third).toBe("third");
  expect(await pool.run(() => Promise.resolve("free again"))).toBe("free again");
});
