import type { FileHandle } from "node:fs/promises";
import { readFully, readInto } from "./read-fully.ts";

/** A file that stays open until the last of those who use it has released it. */
export class SharedFile {
  readonly #file: FileHandle;
  #users = 1;

  /** @param file whoever makes this is its first user, and releases it like the others */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  acquire(): AsyncDisposable {
    this.#users++;
    return { [Symbol.asyncDispose]: () => this.release() };
  }

  async release(): Promise<void> {
    this.#users--;
    if (this.#users === 0) await this.#file.close();
  }

  /** @returns the bytes from `position` on: fewer than `lengthBytes` only where the file ends */
  async read(position: number, lengthBytes: number): Promise<Buffer<ArrayBuffer>> {
    return await readFully(this.#file, position, lengthBytes);
  }

  /** The same, into `buffer`. @returns how many bytes there were */
  async readInto(buffer: Buffer, position: number): Promise<number> {
    return await readInto(buffer, this.#file, position);
  }

  async sizeBytes(): Promise<number> {
    return (await this.#file.stat()).size;
  }
}
