import type { FileHandle } from "node:fs/promises";

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
}

/** Reads until there is nothing more to read, or all is there. */
export async function readFully(
  file: FileHandle,
  position: number,
  lengthBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  // Not from the pool: a buffer may live as long as the page does.
  const buffer = Buffer.allocUnsafeSlow(lengthBytes);
  let length = 0;
  while (length < lengthBytes) {
    const rest = lengthBytes - length;
    const { bytesRead } = await file.read(buffer, length, rest, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
