import type { FileHandle } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { Folder } from "../volume/folder.ts";
import { openPage } from "./open-page.ts";
import { rotate } from "./rotate.ts";

export interface PageFileOptions {
  readonly path: string;
  /** What a new file begins with. */
  readonly preamble: string;
  readonly maxSizeBytes: number;
  /** How many rotated files stay beside the page. */
  readonly keep: number;
}

/** The rest of a line which the volume had no room for, and the file that waits for it. */
interface TornLine {
  readonly inode: number;
  readonly sizeBytes: number;
  readonly rest: Buffer;
}

const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * An append-only file of lines with one writer. It is opened for each line, so that a volume that
 * went away, or a file that somebody moved, is followed and not written into the void.
 *
 * Its bytes only ever grow: a line that was torn (full disk, kill) is never cut off again, because
 * a reader may have shipped its beginning. It is completed, or where its rest is lost, ended.
 */
export class PageFile {
  readonly #options: PageFileOptions;
  /** Of the folder, which is the operator's choice. */
  readonly #folderPath: string;
  readonly #name: string;
  #torn: TornLine | undefined;

  constructor(options: PageFileOptions) {
    this.#options = options;
    const path = resolve(options.path);
    this.#folderPath = dirname(path);
    this.#name = basename(path);
  }

  /**
   * Appends a line (which ends in a newline), rotating first when the file would outgrow its size.
   *
   * @returns whether the file was rotated
   * @throws the system's error (`ENOSPC`, `ENOENT`, `EROFS`, …) or UnsafeNameError when the line is not
   * in the file
   */
  async append(line: string): Promise<{ readonly rotated: boolean }> {
    const { preamble, maxSizeBytes, keep } = this.#options;
    await using folder = await Folder.open(this.#folderPath);
    await using file = await openPage(folder, this.#name);
    const stat = await file.stat();
    const missing = await this.#missingIn(file, stat.ino, stat.size);
    const bytes = Buffer.concat([missing, Buffer.from(line)]);
    const rotated =
      stat.size > 0 && missing.length === 0 && stat.size + bytes.length > maxSizeBytes;
    if (rotated) await rotate(folder, { name: this.#name, content: preamble + line, keep });
    else await this.#write(file, bytes, stat.ino, stat.size);
    return { rotated };
  }

  /** What has to come before the next line. */
  async #missingIn(file: FileHandle, inode: number, sizeBytes: number): Promise<Buffer> {
    if (sizeBytes === 0) return Buffer.from(this.#options.preamble);
    const torn = this.#torn;
    if (torn?.inode === inode && torn.sizeBytes === sizeBytes) return torn.rest;
    const last = await file.read(Buffer.alloc(1), 0, 1, sizeBytes - 1);
    return last.buffer[0] === NEWLINE ? NOTHING : Buffer.of(NEWLINE);
  }

  async #write(file: FileHandle, bytes: Buffer, inode: number, sizeBytes: number): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        // One call for one line; a second one only finds out why the first was cut short.
        written += (await file.write(bytes, written)).bytesWritten;
      }
      this.#torn = undefined;
    } catch (error) {
      if (written > 0) {
        this.#torn = { inode, sizeBytes: sizeBytes + written, rest: bytes.subarray(written) };
      }
      throw error;
    }
  }
}
