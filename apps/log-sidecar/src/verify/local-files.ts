import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { atPath } from "../volume/at-path.ts";
import { Folder, inodeKeyOf } from "../volume/folder.ts";
import { toGenerationId } from "../collect/generation-id.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** A file of the folder that a storage is compared with. */
export interface LocalFile {
  readonly path: string;
  /** When it was found; bytes that are written later are not compared. */
  readonly sizeBytes: number;
  /** Of the chain that it has, if it was shipped from here. */
  readonly generationId: string;
  readonly inode: string;
  /** The bytes that it begins with: most files differ there; those that do not share one buffer. */
  readonly head: Buffer;
  /** Why it cannot be compared. */
  error?: string;
}

/** So much of a file is in memory for a comparison; most pairs differ in the first piece. */
export const PIECE_BYTES = 64 * 2 ** 10;
/** Descriptors that are open at once: few enough for `ulimit -n 256`. */
const OPEN_MAX = 64;
/** In the place of a system's code: another file has taken the name. */
const REPLACED = "replaced meanwhile";
/** What all heads together may take of memory, and what one may. */
const HEADS_BYTES_MAX = 32 * 2 ** 20;
const HEAD_BYTES_MAX = 64 * 2 ** 10;
const HEAD_BYTES_MIN = 256;

/**
 * Files of a folder, a few of which are held open, whatever happens to their names. One that is opened
 * again must be the same.
 */
export class LocalFiles implements AsyncDisposable {
  readonly files: LocalFile[] = [];
  readonly #folder: string;
  /** The one that was used last is the last. */
  readonly #open = new Map<LocalFile, FileHandle>();
  /** Of the files, by their digests. */
  readonly #heads = new Map<string, Buffer>();
  /** One is enough: files are read one after the other. */
  readonly #piece = Buffer.alloc(PIECE_BYTES);

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Finds every inode once. What cannot be read is there with an error. */
  static async find(folder: string, paths: readonly string[]): Promise<LocalFiles> {
    const local = new LocalFiles(folder);
    const share = Math.floor(HEADS_BYTES_MAX / Math.max(1, paths.length));
    const headBytes = Math.min(Math.max(share, HEAD_BYTES_MIN), HEAD_BYTES_MAX);
    const inodes = new Set<string>();
    for (const path of paths) {
      const file = await local.#find(path, headBytes);
      if (file === undefined || inodes.has(file.inode)) continue;
      inodes.add(file.inode);
      local.files.push(file);
    }
    return local;
  }

  /**
   * Reads a piece of a file, one at a time.
   *
   * @returns the bytes, which stay until the next call, fewer than asked for where the file ends;
   *   undefined when it cannot be read, which it says itself from then on
   */
  async read(file: LocalFile, position: number, length: number): Promise<Buffer | undefined> {
    if (file.error !== undefined) return undefined;
    try {
      const handle = this.#open.get(file) ?? (await this.#reopen(file));
      this.#open.delete(file);
      this.#open.set(file, handle);
      return await readFully(handle, this.#piece.subarray(0, length), position);
    } catch (error) {
      // The others are not to suffer from it.
      file.error = errorCode(error);
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const handle of this.#open.values()) await handle.close();
    this.#open.clear();
  }

  /** @returns undefined for what is no regular file, or has gone away */
  async #find(path: string, headBytes: number): Promise<LocalFile | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await this.#openRegular(path);
      if (handle === undefined) return undefined;
      const stat = await handle.stat({ bigint: true });
      const sizeBytes = Number(stat.size);
      const head = await readFully(handle, Buffer.alloc(Math.min(sizeBytes, headBytes)), 0);
      const identity = { generationId: toGenerationId(stat), inode: inodeKeyOf(stat) };
      const shared = this.#heads.getOrInsert(digestOf(head), head);
      const file = { path, sizeBytes, ...identity, head: shared };
      await this.#hold(file, handle);
      return file;
    } catch (error) {
      await handle?.close();
      const code = errorCode(error);
      // Gone, or by now a link.
      if (code === "ENOENT" || code === "ELOOP" || code === "ENXIO") return undefined;
      const nothing = { sizeBytes: 0, generationId: "", inode: path, head: Buffer.alloc(0) };
      return { path, ...nothing, error: code };
    }
  }

  async #reopen(file: LocalFile): Promise<FileHandle> {
    const handle = await this.#openRegular(file.path);
    const stat = await handle?.stat({ bigint: true });
    if (handle !== undefined && stat !== undefined && inodeKeyOf(stat) === file.inode) {
      await this.#hold(file, handle);
      return handle;
    }
    await handle?.close();
    throw Object.assign(new Error("Expected the same file"), { code: REPLACED });
  }

  /** @returns undefined for what is no regular file */
  async #openRegular(path: string): Promise<FileHandle | undefined> {
    await using root = await Folder.open(this.#folder);
    return await atPath(root, path, (folder, name) => folder.openFile(name));
  }

  async #hold(file: LocalFile, handle: FileHandle): Promise<void> {
    this.#open.set(file, handle);
    const [[oldest, held] = []] = this.#open;
    if (this.#open.size <= OPEN_MAX || oldest === undefined) return;
    this.#open.delete(oldest);
    await held?.close();
  }
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** @returns the part of the buffer that was filled */
async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const rest = buffer.length - filled;
    const { bytesRead } = await handle.read(buffer, filled, rest, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
