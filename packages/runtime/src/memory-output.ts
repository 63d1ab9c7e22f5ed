import { Writable } from "node:stream";

/** A stream that keeps what is written to it; for tests. */
export class MemoryOutput extends Writable {
  readonly isTTY: boolean;
  readonly #parts: Buffer[] = [];

  constructor({ isTTY = false }: { readonly isTTY?: boolean } = {}) {
    super();
    this.isTTY = isTTY;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  get text(): string {
    return this.bytes.toString();
  }

  override _write(part: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#parts.push(part);
    done();
  }
}
