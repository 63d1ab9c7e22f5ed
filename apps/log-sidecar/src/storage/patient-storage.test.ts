import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file/file-storage.ts";
import { PatientStorage } from "./patient-storage.ts";
import { type ListedObject, StorageError, type StorageErrorCode } from "./storage.ts";

const { signal } = new AbortController();
const KEYS = ["a/1", "a/2", "a/3", "a/4"];

/** A directory that fails every call so many times, a listing after each of its objects. */
class Failing extends FileStorage {
  readonly #code: StorageErrorCode;
  #left: number;

  constructor(folder: string, failures: number, code: StorageErrorCode) {
    super(folder);
    this.#left = failures;
    this.#code = code;
  }

  override async read(key: string, callSignal: AbortSignal): Promise<Buffer> {
    this.#failSometimes();
    return await super.read(key, callSignal);
  }

  override async *list(prefix: string, callSignal: AbortSignal): AsyncIterable<ListedObject> {
    for await (const object of super.list(prefix, callSignal)) {
      yield object;
      this.#failSometimes();
    }
  }

  #failSometimes(): void {
    if (this.#left-- > 0) throw new StorageError(this.#code, "500", { retryAfterMs: 0 });
  }
}

async function openPatient(folder: string, failures: number, code: StorageErrorCode) {
  const storage = new Failing(folder, failures, code);
  for (const key of KEYS) await storage.create(key, Buffer.from(key), signal);
  return new PatientStorage(storage);
}

describe("PatientStorage", () => {
  it("goes on after a short trouble, and lists everything once", async () => {
    await using folder = await temporaryFolder();
    const reading = await openPatient(folder.path, 2, "ERR_STORAGE_UNAVAILABLE");
    expect(String(await reading.read("a/1", signal))).toBe("a/1");
    const listing = await openPatient(folder.path, 3, "ERR_STORAGE_UNAVAILABLE");
    const listed = await Array.fromAsync(listing.list("", signal));
    expect(listed.map(({ key }) => key)).toEqual(KEYS);
  });

  it.each<[string, number, StorageErrorCode]>([
    ["lasts", Infinity, "ERR_STORAGE_UNAVAILABLE"],
    ["is a refusal", 1, "ERR_STORAGE_REFUSED"],
  ])("does not hide a trouble that %s", async (_, failures, code) => {
    await using folder = await temporaryFolder();
    const storage = await openPatient(folder.path, failures, code);
    await expect(storage.read("a/1", signal)).rejects.toThrow(StorageError);
  });

  it("stops when it is told to", async () => {
    await using folder = await temporaryFolder();
    const storage = await openPatient(folder.path, Infinity, "ERR_STORAGE_UNAVAILABLE");
    const stopping = AbortSignal.timeout(50);
    await expect(storage.read("a/1", stopping)).rejects.toMatchObject({ name: "TimeoutError" });
    expect(stopping.aborted).toBe(true);
  });
});
