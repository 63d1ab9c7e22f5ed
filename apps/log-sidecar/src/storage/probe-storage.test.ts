import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file/file-storage.ts";
import { type Ability, guaranteeOf } from "./guarantee.ts";
import { probeStorage } from "./probe-storage.ts";
import { type Storage, StorageError } from "./storage.ts";

const { signal } = new AbortController();

async function probe(storage: Storage): Promise<Ability> {
  return await probeStorage(storage, "namespace/pod/canary/", () => signal);
}

describe("probeStorage", () => {
  it.each([
    ["damaged", "{"],
    ["empty", ""],
    ["far too long", "x".repeat(200_000)],
    ["a page", "<html>"],
  ])("is not stopped by an earlier canary that is %s, and names it", async (_title, content) => {
    await using folder = await temporaryFolder();
    const storage = new FileStorage(folder.path);
    await storage.create("namespace/pod/canary/canary.json", Buffer.from(content), signal);
    const ability = await probe(storage);
    expect(guaranteeOf(ability)).toBe("exactly once");
    expect(ability).toMatchObject({ damaged: ["namespace/pod/canary/canary.json"] });
  });

  it.each(["{", "", "x".repeat(200_000)])(
    "promises less where the outcome of a race is damaged, and names it",
    async (content) => {
      await using folder = await temporaryFolder();
      const storage = new FileStorage(folder.path);
      await storage.create("namespace/pod/canary/race.json", Buffer.from(content), signal);
      const ability = await probe(storage);
      expect(guaranteeOf(ability)).toBe("exactly once, one shipper per file");
      expect(ability).toMatchObject({ damaged: ["namespace/pod/canary/race.json"] });
    },
  );

  it.each<[string, Partial<Storage>]>([
    ["an object for every key", { read: () => Promise.resolve(Buffer.from('{"canary":true}\n')) }],
    [
      "an object for every chunk",
      {
        read: async (key) => {
          if (key.endsWith(".zst")) return Buffer.from("<html>");
          return await Promise.reject(new StorageError("ERR_STORAGE_NOT_FOUND", key));
        },
      },
    ],
    [
      "the same members for every folder",
      {
        list: async function* () {
          yield await Promise.resolve({ key: "namespace/pod/canary/canary.json", sizeBytes: 16 });
        },
      },
    ],
  ])("refuses a storage that has %s", async (_title, answers) => {
    await using folder = await temporaryFolder();
    const storage = Object.assign(new FileStorage(folder.path), answers);
    await expect(probe(storage)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      reason: "ERR_SOFT_404",
    });
  });
});
