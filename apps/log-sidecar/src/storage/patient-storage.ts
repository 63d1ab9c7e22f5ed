import { pause } from "@sidecar-pair/runtime/pause.ts";
import { nextDelayMs } from "../ship/retry.ts";
import { type ListedObject, type Storage, isStorageError } from "./storage.ts";

/** So often in a row a call may fail; with the pauses between, that is some seconds. */
const ATTEMPTS_MAX = 6;
const PAUSE_MS_MAX = 5_000;

/** A storage whose reads and listings go on after a short trouble of it, for commands. */
export class PatientStorage implements Storage {
  readonly settlesRaces?: false;
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    if (storage.settlesRaces === false) this.settlesRaces = false;
  }

  get url(): string {
    return this.#storage.url;
  }

  /** Not repeated: who creates has to know whether it was the first attempt. */
  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    return await this.#storage.create(key, body, signal);
  }

  async read(key: string, signal: AbortSignal): Promise<Buffer> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.#storage.read(key, signal);
      } catch (error) {
        await pauseAfter(error, failures, signal);
      }
    }
  }

  /** Keys come in their order, so a listing that broke off is taken up behind the last one. */
  async *list(prefix: string, signal: AbortSignal): AsyncIterable<ListedObject> {
    let last: string | undefined;
    for (let failures = 0; ; failures++) {
      try {
        for await (const object of this.#storage.list(prefix, signal)) {
          if (last !== undefined && object.key <= last) continue;
          last = object.key;
          failures = 0;
          yield object;
        }
        return;
      } catch (error) {
        await pauseAfter(error, failures, signal);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage[Symbol.asyncDispose]();
  }
}

/** @throws the error itself, when it is not to be expected that the next attempt goes better */
async function pauseAfter(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const isLasting = !isStorageError(error, "ERR_STORAGE_UNAVAILABLE");
  if (isLasting || failures + 1 >= ATTEMPTS_MAX) throw error;
  const delayMs = Math.min(nextDelayMs(failures, error, Math.random()), PAUSE_MS_MAX);
  await pause(delayMs, signal);
  signal.throwIfAborted();
}
