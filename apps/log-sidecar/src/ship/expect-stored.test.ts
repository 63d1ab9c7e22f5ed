import { describe, expect, it } from "vitest";
import { type Storage, StorageError } from "../storage/storage.ts";
import { ChainShipper } from "./chain-shipper.ts";
import { type Quay, openQuay } from "./fixture.ts";
import { resumeWith } from "./resume-with.ts";

/** How often something else than a chunk is given in its place, or the answer to its creation lost. */
interface Faults {
  pages: number;
  lostAnswers: number;
  /** What is given. */
  instead?: (body: Buffer) => Buffer;
  isListed?: false;
}

const aPage = (): Buffer => Buffer.from("<html>sign in</html>");
const halfOf = (body: Buffer): Buffer => body.subarray(0, body.length >> 1);
const ofTheSameLength = (body: Buffer): Buffer => Buffer.alloc(body.length);

function faulty(storage: Storage, faults: Faults): Storage {
  return {
    url: storage.url,
    create: async (key, body, signal) => {
      const isCreated = await storage.create(key, body, signal);
      if (!key.includes(".log") || faults.lostAnswers-- <= 0) return isCreated;
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", "lost");
    },
    list: (...args) => {
      if (faults.isListed === false) throw new StorageError("ERR_STORAGE_UNSUPPORTED", "no list");
      return storage.list(...args);
    },
    read: async (key, signal) => {
      const body = await storage.read(key, signal);
      const { instead = aPage } = faults;
      return key.includes(".log") && faults.pages-- > 0 ? instead(body) : body;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const UNBELIEVABLE = {
  code: "ERR_STORAGE_UNAVAILABLE",
  message: expect.stringMatching(/two different answers|got \d+ bytes of \d+/) as string,
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

describe.each([
  ["a page", aPage],
  ["half of it", halfOf],
])("%s in place of a chunk that is there already", (_, instead) => {
  it.each([
    ["given once", 1, undefined],
    ["given once, without a listing", 1, false as const],
    ["given ten times", 10, undefined],
  ])(
    "begins no second chain when the answer to its creation was lost, %s",
    async (_when, pages, isListed) => {
      const faults: Faults = { pages: 0, lostAnswers: 1, instead };
      if (isListed === false) faults.isListed = false;
      await using quay = await openQuay((storage) => faulty(storage, faults));
      const { source } = await quay.file("one\n");
      const chain = new ChainShipper(source, "a.log", quay.context);
      await expect(chain.step(true)).rejects.toThrow("lost");
      faults.pages = pages;
      while (faults.pages > 0) await expect(chain.step(true)).rejects.toMatchObject(UNBELIEVABLE);
      while (await chain.step(true));
      delete faults.isListed;
      expect(chain.position).toBe(4);
      expect(await chainsOf(quay)).toBe(1);
    },
  );

  it.each([1, 10])(
    "begins no second chain at a start without state, given %i times",
    async (pages) => {
      const faults = { pages: 0, lostAnswers: 0, instead };
      await using quay = await openQuay((storage) => faulty(storage, faults));
      const { source } = await ship(quay, "one\n");
      await quay.context.checkpoints.remove(source.generationId);
      faults.pages = pages;
      while (faults.pages > 0) {
        const resumed = resumeWith(source, "a.log", quay.context);
        await expect(resumed).rejects.toMatchObject(UNBELIEVABLE);
      }
      expect(await resumeWith(source, "a.log", quay.context)).toMatchObject({
        truncations: 0,
        position: 4,
      });
    },
  );
});

it("believes in other bytes that are as long as the storage lists them, and stay", async () => {
  const faults = { pages: 0, lostAnswers: 0, instead: ofTheSameLength };
  await using quay = await openQuay((storage) => faulty(storage, faults));
  const { source } = await ship(quay, "one\n");
  await quay.context.checkpoints.remove(source.generationId);
  faults.pages = Infinity;
  expect(await resumeWith(source, "a.log", quay.context)).toMatchObject({ truncations: 1 });
});

it("names a chunk that cannot be decoded", async () => {
  const faults = { pages: 0, lostAnswers: 0, instead: ofTheSameLength };
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
