import { describe, expect, it } from "vitest";
import type { Codec } from "../chunk/chunk-key.ts";
import { type Storage, StorageError } from "../storage/storage.ts";
import { ChainShipper } from "./chain-shipper.ts";
import type { SharedContext } from "./collected-chain.ts";
import { type Quay, openQuay } from "./fixture.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { resumeWith } from "./resume-with.ts";
import { createSlots } from "./slots.ts";

/** What a test sees of a storage, and does to it. */
interface Watch {
  reads: string[];
  /** Fails the read of that number, once. */
  failAt?: number;
  isListed?: false;
  /** What each read takes, on the clock of the test. */
  readMs?: number;
  clockMs: number;
}

function watched(storage: Storage, watch: Watch): Storage {
  return {
    url: storage.url,
    create: async (...args) => await storage.create(...args),
    list: (...args) => {
      if (watch.isListed === false) throw new StorageError("ERR_STORAGE_UNSUPPORTED", "no list");
      return storage.list(...args);
    },
    read: async (...args) => {
      watch.clockMs += watch.readMs ?? 0;
      if (args[0].includes(".log") && watch.reads.push(args[0]) === watch.failAt) {
        throw new StorageError("ERR_STORAGE_UNAVAILABLE", "once");
      }
      return await storage.read(...args);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

interface Shipped {
  readonly quay: Quay;
  readonly context: SharedContext;
  readonly chain: ChainShipper;
  readonly watch: Watch;
}

/** A file of so many chunks that were shipped. */
async function shipped(quay: Quay, watch: Watch, codec: Codec, chunks: number): Promise<Shipped> {
  const context = {
    ...quay.context,
    codec,
    limits: { chunkBytes: 8, maxAgeMs: 0 },
    slots: createSlots(1, 8),
    nowMs: () => watch.clockMs,
  };
  const { source } = await quay.file("a line.\n".repeat(chunks));
  const chain = new ChainShipper(source, "a.log", context);
  while (await chain.step(true));
  expect(chain.position).toBe(8 * chunks);
  watch.reads = [];
  return { quay, context, chain, watch };
}

async function objectsOf({ context }: Pick<Quay, "context">): Promise<readonly string[]> {
  const listed = await Array.fromAsync(context.storage.list("", context.callSignal()));
  return listed.map(({ key }) => key).filter((key) => key.includes(".log."));
}

/** As after a kill between the last chunks and their note: the checkpoint is so many chunks behind. */
async function fallBehind({ context, chain }: Shipped, chunks: number): Promise<void> {
  const { generationId } = chain.source;
  const newest = await context.checkpoints.read(generationId);
  if (newest === undefined) throw new Error("Expected a checkpoint");
  await context.checkpoints.write(generationId, {
    ...newest,
    chunks: newest.chunks - chunks,
    lastStart: newest.lastStart - 8 * chunks,
    position: newest.position - 8 * chunks,
    fingerprint: fingerprintOf(await chain.source.read(0, newest.position - 8 * chunks)),
  });
}

describe("resuming a chain of many chunks", () => {
  it.each([
    ["zstd", 0, 0],
    ["zstd", 1, 1],
    ["gzip", 3, 3],
    ["none", 1, 1],
    ["none", 50, 1],
  ] as const)(
    "reads with %s and a checkpoint that is %i behind only %i",
    async (codec, behind, reads) => {
      const watch: Watch = { reads: [], clockMs: 0 };
      await using quay = await openQuay((storage) => watched(storage, watch));
      const all = await shipped(quay, watch, codec, 100);
      await fallBehind(all, behind);
      const progress = await resumeWith(all.chain.source, "a.log", all.context);
      expect(progress).toMatchObject({ position: 800, chunks: 100, lastStart: 792, holes: [] });
      expect(watch.reads.length).toBeLessThanOrEqual(reads);
    },
  );

  it("goes from the checkpoint on where the storage cannot be listed, or not any more", async () => {
    const watch: Watch = { reads: [], clockMs: 0 };
    await using quay = await openQuay((storage) => watched(storage, watch));
    const all = await shipped(quay, watch, "zstd", 100);
    await fallBehind(all, 2);
    watch.isListed = false;
    const progress = await resumeWith(all.chain.source, "a.log", all.context);
    expect(progress).toMatchObject({ position: 800, chunks: 100, lastStart: 792 });
    expect(watch.reads.filter((key) => key.endsWith(".zst")).length).toBeLessThanOrEqual(3);
  });

  it("finds what is missing behind the checkpoint, and before it when chunks are fewer", async () => {
    const watch: Watch = { reads: [], clockMs: 0 };
    const { removing, remove } = removable();
    await using quay = await openQuay((storage) => watched(removing(storage), watch));
    const all = await shipped(quay, watch, "zstd", 20);
    await fallBehind(all, 10);
    remove((await objectsOf(quay))[15]);
    expect(await resumeWith(all.chain.source, "a.log", all.context)).toMatchObject({
      holes: [{ start: 120, end: 128 }],
    });
    remove((await objectsOf(quay))[3]);
    expect(await resumeWith(all.chain.source, "a.log", all.context)).toMatchObject({
      holes: [
        { start: 24, end: 32 },
        { start: 120, end: 128 },
      ],
    });
  });

  it("does not read again what it has read when an attempt fails", async () => {
    const watch: Watch = { reads: [], clockMs: 0 };
    await using quay = await openQuay((storage) => watched(storage, watch));
    const { chain, context } = await shipped(quay, watch, "zstd", 100);
    await context.checkpoints.remove(chain.source.generationId);
    const next = new ChainShipper(chain.source, "a.log", context);
    watch.failAt = 60;
    await expect(next.step(true)).rejects.toThrow("once");
    while (await next.step(true));
    expect(next.position).toBe(800);
    // The last one twice, and those that were under way when one failed.
    expect(watch.reads.length).toBeLessThan(100 + 10);
  });

  it("gives its slot back between two turns, so that a fresh line of another file is shipped", async () => {
    const watch: Watch = { reads: [], clockMs: 0 };
    await using quay = await openQuay((storage) => watched(storage, watch));
    const { chain, context } = await shipped(quay, watch, "zstd", 200);
    await context.checkpoints.remove(chain.source.generationId);
    watch.readMs = 100;
    const next = new ChainShipper(chain.source, "a.log", context);
    let turns = 0;
    const durationsMs: number[] = [];
    for (let isMore = true; isMore; turns++) {
      const startedMs = watch.clockMs;
      isMore = await next.step(true);
      durationsMs.push(watch.clockMs - startedMs);
    }
    expect(next.position).toBe(1_600);
    expect(turns).toBeGreaterThan(10);
    // A turn, and the reads of its last step.
    expect(Math.max(...durationsMs)).toBeLessThan(2_000);
  });
});

/** A storage from which objects are taken away. */
function removable() {
  const removed = new Set<string>();
  const removing = (storage: Storage): Storage => ({
    url: storage.url,
    create: async (key, body, signal) => await storage.create(key, body, signal),
    read: async (key, signal) => await storage.read(key, signal),
    list: async function* (prefix, signal) {
      for await (const object of storage.list(prefix, signal)) {
        if (!removed.has(object.key)) yield object;
      }
    },
    [Symbol.asyncDispose]: async () => {},
  });
  return { removing, remove: (key = "") => void removed.add(key) };
}
