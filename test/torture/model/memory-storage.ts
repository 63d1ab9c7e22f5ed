import {
  type ListedObject,
  type Storage,
  StorageError,
} from "../../../apps/log-sidecar/src/storage/storage.ts";
import type { Call } from "./command.ts";

/** What is to befall the next call. */
export type NextCall = () => {
  readonly call: Call;
  readonly crash: () => never;
  readonly apply: (when: "before" | "after") => void;
};

const NO_FAULT: NextCall = () => ({
  call: { fault: "none" },
  crash: () => {
    throw new Error("Expected no crash");
  },
  apply: () => {},
});

/** The objects of a storage, in the order of their creation. */
export type Objects = Map<string, Buffer>;

/** What a storage does: creates once; replaces what is there, whatever it is told; has no listing. */
export const STORAGE_KINDS = ["good", "overwriting", "unlisted"] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];

/** A storage in memory, as one process reaches it. */
export class MemoryStorage implements Storage {
  readonly url = "memory://";
  readonly #objects: Objects;
  readonly #next: NextCall;
  readonly #kind: StorageKind;

  constructor(objects: Objects, next: NextCall = NO_FAULT, kind: StorageKind = "good") {
    this.#objects = objects;
    this.#next = next;
    this.#kind = kind;
  }

  async create(key: string, body: Buffer): Promise<boolean> {
    return await withFault(this.#next, () => {
      if (this.#kind !== "overwriting" && this.#objects.has(key)) return false;
      this.#objects.set(key, Buffer.from(body));
      return true;
    });
  }

  async read(key: string): Promise<Buffer> {
    const body = await withFault(this.#next, ({ fault }) => {
      const whole = this.#objects.get(key);
      return fault === "short" ? whole?.subarray(0, whole.length >> 1) : whole;
    });
    if (body === undefined) throw new StorageError("ERR_STORAGE_NOT_FOUND", key);
    return body;
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    if (this.#kind === "unlisted") throw new StorageError("ERR_STORAGE_UNSUPPORTED", "no listing");
    let isCut = false;
    const listed = await withFault(
      this.#next,
      ({ staleKeys = 0, fault }) => {
        isCut = fault === "cut";
        return [...this.#objects]
          .slice(0, staleKeys === 0 ? undefined : -staleKeys)
          .filter(([key]) => key.startsWith(prefix))
          .toSorted(([one], [other]) => (one < other ? -1 : 1));
      },
      "list",
    );
    for (const [index, [key, body]] of listed.entries()) {
      if (isCut && index * 2 >= listed.length) break;
      yield { key, sizeBytes: body.length };
    }
    if (isCut) throw new Error("socket hang up");
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Does something, or fails before or after it as is planned. */
export async function withFault<T>(
  next: NextCall,
  work: (call: Call) => T | Promise<T>,
  kind?: "list",
): Promise<T> {
  const { call, crash, apply } = next();
  const { fault } = call;
  if (fault === "slow") await new Promise((resolve) => setImmediate(resolve));
  apply("before");
  if (fault === "crash before") crash();
  if (fault === "unavailable") throw new StorageError("ERR_STORAGE_UNAVAILABLE", "503");
  if (fault === "refused") throw new StorageError("ERR_STORAGE_REFUSED", "403");
  if (fault === "cut" && kind !== "list") throw new Error("socket hang up");
  const result = await work(call);
  apply("after");
  if (fault === "crash after") crash();
  if (fault === "answer lost") throw new StorageError("ERR_STORAGE_UNAVAILABLE", "no answer");
  return result;
}
