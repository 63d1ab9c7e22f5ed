import { type Ability, type Guarantee, guaranteeOf } from "./guarantee.ts";
import { probeStorage } from "./probe-storage.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  StorageError,
  nextSignal,
} from "./storage.ts";
import { readIfThere } from "./read-if-there.ts";
import { untilSettled } from "./until-settled.ts";

export interface ProvenStorageOptions {
  /** Of the canary; ends in `/`. */
  readonly folder: string;
  readonly callSignal: () => AbortSignal;
  readonly proven: (guarantee: Guarantee, ability: Ability) => void;
}

/**
 * A storage that is tried out before its first use, and from then on used by what it was seen to do: one
 * that overwrites is asked before each create, and what one says that has everything is never believed.
 */
export class ProvenStorage implements Storage {
  readonly #storage: Storage;
  readonly #options: ProvenStorageOptions;
  #ability: Ability | undefined;
  #probing: Promise<Ability> | undefined;
  #isDisposed = false;

  constructor(storage: Storage, options: ProvenStorageOptions) {
    this.#storage = storage;
    this.#options = options;
  }

  get url(): string {
    return this.#storage.url;
  }

  /** Whether nobody uses it any more: that a probe under way fails then is no news. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Undefined as long as nobody has found out. */
  get guarantee(): Guarantee | undefined {
    return this.#ability && guaranteeOf(this.#ability);
  }

  /** @throws StorageError when it cannot be found out now; the next call tries again */
  async prove(): Promise<Ability> {
    if (this.#ability !== undefined) return this.#ability;
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = undefined;
    });
    return (this.#ability ??= await this.#probing);
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const { creates, reads } = await this.#proven(signal);
    const isAsked = creates === "overwrites" && reads;
    if (isAsked && (await readIfThere(this.#storage, key, signal)) !== undefined) return false;
    if (await this.#storage.create(key, body, signal)) return true;
    if (reads || this.#storage.replace === undefined) return false;
    // What is there may be shorter than this, of an attempt whose answer was lost.
    await this.#storage.replace(key, body, signal);
    return true;
  }

  async repair(key: string, damaged: Buffer, body: Buffer, signal: AbortSignal): Promise<boolean> {
    if (this.#storage.repair === undefined) {
      throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${this.url} cannot replace ${key}`);
    }
    return await this.#storage.repair(key, damaged, body, signal);
  }

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    await this.#proven(signal);
    return await this.#storage.read(key, signal, bytesMax);
  }

  async *list(prefix: string, signal: ListSignal, attempt?: Attempt): AsyncIterable<ListedObject> {
    await this.#proven(nextSignal(signal));
    yield* this.#storage.list(prefix, signal, attempt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#storage[Symbol.asyncDispose]();
  }

  /** The probe is everybody's, and goes on when one of them gives up. */
  async #proven(signal: AbortSignal): Promise<Ability> {
    return this.#ability ?? (await untilSettled(this.prove(), signal));
  }

  async #probe(): Promise<Ability> {
    const { folder, callSignal, proven } = this.#options;
    const ability = await probeStorage(this.#storage, folder, callSignal);
    proven(guaranteeOf(ability), ability);
    return ability;
  }
}
