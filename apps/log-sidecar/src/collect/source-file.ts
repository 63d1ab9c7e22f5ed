import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { toSystemPath } from "./file-name.ts";
import { toGenerationId } from "./generation-id.ts";

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface SourceState {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** What it takes on the volume, which for a sparse file is less than its size. */
  readonly allocatedBytes: number;
  /** How many names it has. */
  readonly links: number;
}

/** Of `stat.blocks`, whatever the file system's own are. */
const BLOCK_BYTES = 512;

/** A generation of a file, held open: whatever becomes of its name, its bytes stay readable. */
export class SourceFile implements AsyncDisposable {
  readonly generationId: string;
  /** Identifies the inode among all that exist now. */
  readonly inodeKey: string;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, generationId: string, inodeKey: string) {
    this.#file = file;
    this.generationId = generationId;
    this.inodeKey = inodeKey;
  }

  /** @returns undefined for what is not a regular file; @throws the system's errors */
  static async open(path: string): Promise<SourceFile | undefined> {
    const file = await open(toSystemPath(path), OPEN_FLAGS);
    try {
      const stat = await file.stat({ bigint: true });
      if (stat.isFile()) {
        return new SourceFile(file, toGenerationId(stat), `${stat.dev}:${stat.ino}`);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  async state(): Promise<SourceState> {
    const { size, mtimeMs, blocks, nlink } = await this.#file.stat();
    return {
      sizeBytes: size,
      modifiedMs: mtimeMs,
      allocatedBytes: blocks * BLOCK_BYTES,
      links: nlink,
    };
  }

  /** @returns the bytes from `start` on: `length` of them, or fewer where the file ends before */
  async read(start: number, length: number): Promise<Buffer> {
    return await this.readInto(Buffer.allocUnsafeSlow(length), start);
  }

  /** Fills the buffer from `start` on. @returns the part of it that was filled */
  async readInto(buffer: Buffer, start: number): Promise<Buffer> {
    let filled = 0;
    while (filled < buffer.length) {
      const rest = buffer.length - filled;
      const { bytesRead } = await this.#file.read(buffer, filled, rest, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
