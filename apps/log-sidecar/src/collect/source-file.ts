import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { inodeKeyOf } from "../volume/folder.ts";
import { toGenerationId } from "./generation-id.ts";
import type { Sighted } from "./scan.ts";

export interface SourceState {
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  /** What it takes on the volume, which for a sparse file is less than its size. */
  readonly allocatedBytes: number;
  /** How many names it has. */
  readonly links: number;
  /** Differs when anything about the file has changed. */
  readonly version: string;
}

/** Of `stat.blocks`, whatever the file system's own are. */
const BLOCK_BYTES = 512;

/** Differs when anything about a file has changed. */
export function versionOf({ size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${size}:${mtimeNs}:${ctimeNs}`;
}

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
  static async open({ folder, name }: Sighted): Promise<SourceFile | undefined> {
    const file = await folder.openFile(name);
    if (file === undefined) return undefined;
    try {
      const stat = await file.stat({ bigint: true });
      return new SourceFile(file, toGenerationId(stat), inodeKeyOf(stat));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async state(): Promise<SourceState> {
    const stat = await this.#file.stat({ bigint: true });
    return {
      sizeBytes: Number(stat.size),
      modifiedNs: stat.mtimeNs,
      allocatedBytes: Number(stat.blocks) * BLOCK_BYTES,
      links: Number(stat.nlink),
      version: versionOf(stat),
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
