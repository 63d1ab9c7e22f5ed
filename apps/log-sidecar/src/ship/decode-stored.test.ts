import { describe, expect, it } from "vitest";
import { type Storage, StorageError } from "../storage/storage.ts";
import { ChainShipper } from "./chain-shipper.ts";
import { type Quay, openQuay } from "./fixture.ts";
import { resumeWith } from "./resume-with.ts";

/** How often something else than a chunk is given in its place, or the answer to its creation lost. */
interface Faults {
  pages: number;
  lostAnswers: number;
}

function faulty(storage: Storage, faults: Faults): Storage {
  return {
    url: storage.url,
    create: async (key, body, signal) => {
      const isCreated = await storage.create(key, body, signal);
      if (!key.includes(".log") || faults.lostAnswers-- <= 0) return isCreated;
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", "lost");
    },
    list: (...args) => storage.list(...args),
    read: async (key, signal) => {
      const isPage = key.includes(".log") && faults.pages-- > 0;
      return isPage ? Buffer.from("<html>sign in</html>") : await storage.read(key, signal);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const DIFFERENT = {
  code: "ERR_STORAGE_UNAVAILABLE",
  message: expect.stringMatching(/two different answers/) as string,
};

async function ship({ context, file }: Quay, content: string): Promise<ChainShipper> {
  const { source } = await file(content);
  const chain = new ChainShipper(source, "a.log", context);
  while (await chain.step(true));
  return chain;
}

async function chainsOf({ context }: Quay): Promise<number> {
  const listed = await Array.fromAsync(context.storage.list("", context.callSignal()));
  return listed.filter(({ key }) => key.endsWith("chain.json")).length;
}

describe("a page in place of a chunk that is there already", () => {
  it("begins no second chain when the answer to its creation was lost", async () => {
    const faults = { pages: 0, lostAnswers: 1 };
    await using quay = await openQuay((storage) => faulty(storage, faults));
    const { source } = await quay.file("one\n");
    const chain = new ChainShipper(source, "a.log", quay.context);
    await expect(chain.step(true)).rejects.toThrow("lost");
    faults.pages = 1;
    await expect(chain.step(true)).rejects.toMatchObject(DIFFERENT);
    while (await chain.step(true));
    expect(chain.position).toBe(4);
    expect(await chainsOf(quay)).toBe(1);
  });

  it("begins no second chain at a start without state", async () => {
    const faults = { pages: 0, lostAnswers: 0 };
    await using quay = await openQuay((storage) => faulty(storage, faults));
    const { source } = await ship(quay, "one\n");
    await quay.context.checkpoints.remove(source.generationId);
    faults.pages = 1;
    const resumed = resumeWith(source, "a.log", quay.context);
    await expect(resumed).rejects.toMatchObject(DIFFERENT);
    expect(await resumeWith(source, "a.log", quay.context)).toMatchObject({
      truncations: 0,
      position: 4,
    });
  });

  it("is believed when it stays", async () => {
    const faults = { pages: 0, lostAnswers: 0 };
    await using quay = await openQuay((storage) => faulty(storage, faults));
    const { source } = await ship(quay, "one\n");
    await quay.context.checkpoints.remove(source.generationId);
    faults.pages = Infinity;
    expect(await resumeWith(source, "a.log", quay.context)).toMatchObject({ truncations: 1 });
  });
});

it("names a chunk that cannot be decoded", async () => {
  const faults = { pages: 0, lostAnswers: 0 };
  await using quay = await openQuay((storage) => faulty(storage, faults));
  const zstd: Quay = { ...quay, context: { ...quay.context, codec: "zstd" } };
  const { source } = await ship(zstd, "one\n");
  await zstd.context.checkpoints.remove(source.generationId);
  faults.pages = 1;
  await expect(resumeWith(source, "a.log", zstd.context)).rejects.toMatchObject({
    code: "ERR_CHUNK_DAMAGED",
    message: expect.stringMatching(/0{20}\.log\.zst cannot be decoded: /) as string,
  });
});
