import { type BigIntStats, constants } from "node:fs";
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  opendir,
  rename,
  rmdir,
  unlink,
} from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { decodeName, toSystemPath } from "./file-name.ts";
import { UnsafeNameError } from "./errors.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } =
  constants;

/** A name that is a link is refused (ELOOP), and a FIFO or a lease never blocks the call. */
const SAFE = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
const FILE_MODE = 0o644;

export interface FolderEntry {
  /** As `decodeName` has it. */
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

/**
 * A folder that is held by its descriptor. Everything in it is reached by one name below that
 * descriptor (`/proc/self/fd/N/name`, see proc_pid_fd(5)), so that nobody who moves folders or puts
 * links in their place can lead a call elsewhere (CWE-367, CWE-59). A path is walked level by level.
 *
 * Where there is no `/proc` (macOS) it is reached by its path, which protects the last name only.
 */
export class Folder implements AsyncDisposable {
  /** Identifies the folder among all that exist now. */
  readonly inodeKey: string;
  readonly #handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, path: string, inodeKey: string) {
    this.#handle = handle;
    this.#path = path;
    this.inodeKey = inodeKey;
  }

  /** Opens a folder by a path that the operator has set. Links in it are followed. @throws the system's error */
  static async open(path: string): Promise<Folder> {
    return await Folder.#open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  }

  static async #open(path: string, flags: number): Promise<Folder> {
    const handle = await open(toSystemPath(path), flags);
    try {
      const stat = await handle.stat({ bigint: true });
      const base = process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : path;
      return new Folder(handle, base, inodeKeyOf(stat));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The path of the folder itself, for calls that take one; valid as long as the folder is open. */
  get systemPath(): string | Buffer {
    return toSystemPath(this.#path);
  }

  /** The path of one name in it, for calls that take one; valid as long as the folder is open. */
  pathOf(name: string): string | Buffer {
    return this.#system(name);
  }

  /** @throws the system's error: ENOTDIR or ELOOP for what is no folder */
  async openFolder(name: string): Promise<Folder> {
    return await Folder.#open(this.#at(name), O_RDONLY | O_DIRECTORY | SAFE);
  }

  /**
   * Opens a regular file to read it.
   *
   * @returns undefined for anything else
   * @throws the system's error: ELOOP for a link, ENXIO for a socket
   */
  async openFile(name: string): Promise<FileHandle | undefined> {
    // Asked first as well: opening a device may have an effect.
    if (!(await this.stat(name)).isFile()) return undefined;
    const handle = await open(this.#system(name), O_RDONLY | SAFE);
    try {
      if ((await handle.stat()).isFile()) return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return undefined;
  }

  /** What a name stands for; of a link, the link itself. @throws the system's error */
  async stat(name: string): Promise<BigIntStats> {
    return await lstat(this.#system(name), { bigint: true });
  }

  /** What is in the folder, read piece by piece. @throws the system's error */
  async *entries(): AsyncGenerator<FolderEntry> {
    // Names are bytes, each of which is one character of Latin-1.
    const entries = await opendir(this.systemPath, { encoding: "latin1", bufferSize: 256 });
    for await (const entry of entries) {
      const name = decodeName(Buffer.from(entry.name, "latin1"));
      const kind = entry.isFile()
        ? "file"
        : entry.isDirectory()
          ? "folder"
          : entry.isSymbolicLink()
            ? "link"
            : "other";
      yield { name, kind };
    }
  }

  /** Creates a file to write to; the name must be free. @throws the system's error: EEXIST */
  async create(name: string): Promise<FileHandle> {
    return await open(this.#system(name), O_WRONLY | O_CREAT | O_EXCL | SAFE, FILE_MODE);
  }

  /** Gives a name of this folder to what has another. What stood there is replaced, not followed. */
  async rename(from: string, to: string): Promise<void> {
    await rename(this.#system(from), this.#system(to));
  }

  /** Makes the names in the folder durable. @throws the system's error */
  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  /** Makes a folder, unless there is one. @throws the system's error: EEXIST for what is no folder */
  async makeFolder(name: string): Promise<void> {
    try {
      await mkdir(this.#system(name));
    } catch (error) {
      const isThere = errorCode(error) === "EEXIST" && (await this.stat(name)).isDirectory();
      if (!isThere) throw error;
    }
  }

  /** Gives a file of this folder a second name. @throws the system's error */
  async link(name: string, to: Folder, toName: string): Promise<void> {
    await link(this.#system(name), to.#system(toName));
  }

  /** Removes a name, of anything but a folder, if it is there. @throws the system's error */
  async remove(name: string): Promise<void> {
    await unlink(this.#system(name)).catch(unlessMissing);
  }

  /** Removes an empty folder, if it is there. @throws the system's error */
  async removeFolder(name: string): Promise<void> {
    await rmdir(this.#system(name)).catch(unlessMissing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  #system(name: string): string | Buffer {
    return toSystemPath(this.#at(name));
  }

  #at(name: string): string {
    if (name === "" || name === "." || name === ".." || /[/\0]/.test(name)) {
      throw new UnsafeNameError(`Expected one name of a folder, got \`${name}\``);
    }
    return `${this.#path}/${name}`;
  }
}

/** Identifies an inode among all that exist now. */
export function inodeKeyOf({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}

function unlessMissing(error: unknown): void {
  if (errorCode(error) !== "ENOENT") throw error;
}
