import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file/file-storage.ts";
import { PatientStorage } from "./patient-storage.ts";
import {
  type Attempt,
  type ListedObject,
  type Storage,
  StorageError,
  type StorageErrorCode,
  attemptOnce,
} from "./storage.ts";

const { signal } = new AbortController();
const KEYS = ["a/1", "a/2", "a/3", "a/4"];

/** A directory whose reads and requests for listings fail as it is told, by how many were made. */
class Failing implements Storage {
  readonly url = "file:///failing";
  requests = 0;
  readonly #storage: Storage;
  readonly #fails: (request: number) => boolean;
  readonly #code: StorageErrorCode;

  constructor(storage: Storage, fails: (request: number) => boolean, code: StorageErrorCode) {
    this.#storage = storage;
    this.#fails = fails;
    this.#code = code;
  }

  async create(key: string, body: Buffer, callSignal: AbortSignal): Promise<boolean> {
    return await this.#storage.create(key, body, callSignal);
  }

  async read(key: string, callSignal: AbortSignal): Promise<Buffer> {
    return await this.#request(() => this.#storage.read(key, callSignal));
  }

  list(
    prefix: string,
    callSignal: AbortSignal,
    attempt: Attempt = attemptOnce,
  ): AsyncIterable<ListedObject> {
    const failing: Attempt = (request) => attempt(() => this.#request(request));
    return this.#storage.list(prefix, callSignal, failing);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #request<T>(request: () => Promise<T>): Promise<T> {
    if (this.#fails(this.requests++)) throw new StorageError(this.#code, "500");
    return await request();
  }
}

async function openPatient(
  folder: string,
  fails: (request: number) => boolean,
  code: StorageErrorCode = "ERR_STORAGE_UNAVAILABLE",
) {
  const storage = new Failing(new FileStorage(folder), fails, code);
  for (const key of KEYS) await storage.create(key, Buffer.from(key), signal);
  return { storage, patient: new PatientStorage(storage) };
}

describe("PatientStorage", () => {
  it("goes on after a short trouble, and lists everything once", async () => {
    await using folder = await temporaryFolder();
    const reading = await openPatient(folder.path, (request) => request < 2);
    expect(String(await reading.patient.read("a/1", signal))).toBe("a/1");
    const listing = await openPatient(folder.path, (request) => request < 3);
    const listed = await Array.fromAsync(listing.patient.list("", signal));
    expect(listed.map(({ key }) => key)).toEqual(KEYS);
  });

  it("goes on with a listing where it was, however many requests fail in all", async () => {
    await using folder = await temporaryFolder();
    const { storage, patient } = await openPatient(folder.path, (request) => request % 2 === 0);
    const keys = Array.from({ length: 20 }, (_, index) => `many/${index + 10}/1`);
    for (const key of keys) await storage.create(key, Buffer.from(key), signal);
    const listed = await Array.fromAsync(patient.list("many/", signal));
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(storage.requests, "two for each folder").toBe(2 * (1 + keys.length));
  });

  it.each<[string, (request: number) => boolean, StorageErrorCode]>([
    ["lasts", () => true, "ERR_STORAGE_UNAVAILABLE"],
    ["is a refusal", (request) => request === 0, "ERR_STORAGE_REFUSED"],
  ])("does not hide a trouble that %s", async (_, fails, code) => {
    await using folder = await temporaryFolder();
    const { patient } = await openPatient(folder.path, fails, code);
    await expect(patient.read("a/1", signal)).rejects.toThrow(StorageError);
  });

  it("stops when it is told to", async () => {
    await using folder = await temporaryFolder();
    const { patient } = await openPatient(folder.path, () => true);
    const stopping = AbortSignal.timeout(50);
    await expect(patient.read("a/1", stopping)).rejects.toMatchObject({ name: "TimeoutError" });
    expect(stopping.aborted).toBe(true);
  });
});
