import { pause } from "@sidecar-pair/runtime/pause.ts";
import { nextDelayMs } from "../ship/retry.ts";
import {
  type ListSignal,
  type ListedObject,
  type Storage,
  isStorageError,
  nextSignal,
} from "./storage.ts";

/** So often in a row a request may fail; with the pauses between, that is some seconds. */
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

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    return await patiently(
      () => this.#storage.read(key, signal, bytesMax),
      () => signal,
    );
  }

  /** Page by page: a long listing would never come to its end if it began anew at every trouble. */
  list(prefix: string, signal: ListSignal): AsyncIterable<ListedObject> {
    const next = (): AbortSignal => nextSignal(signal);
    return this.#storage.list(prefix, signal, (request) => patiently(request, next));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage[Symbol.asyncDispose]();
  }
}

/** @throws the last error, when it is not to be expected that the next attempt goes better */
async function patiently<T>(
  request: () => Promise<T>,
  nextSignalOf: () => AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    const signal = nextSignalOf();
    try {
      return await request();
    } catch (error) {
      signal.throwIfAborted();
      const isLasting = !isStorageError(error, "ERR_STORAGE_UNAVAILABLE");
      if (isLasting || failures + 1 >= ATTEMPTS_MAX) throw error;
      await pause(Math.min(nextDelayMs(failures, error, Math.random()), PAUSE_MS_MAX), signal);
      signal.throwIfAborted();
    }
  }
}
