import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { UnsafeNameError } from "../volume/errors.ts";
import type { Folder } from "../volume/folder.ts";

const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * The volume is shared: a link planted on it must not lead out of it, and the call must not wait for
 * another process, which a FIFO (fifo(7)) or a lease (fcntl(2), F_SETLEASE) would have it do.
 */
const OPEN_FLAGS = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
const FILE_MODE = 0o644;

/**
 * Opens a regular file to append to it, or makes it.
 *
 * @throws UnsafeNameError for what is no file; the system's error: ELOOP for a link, EISDIR for a folder,
 *   EAGAIN where somebody holds a lease
 */
export async function openPage(folder: Folder, name: string): Promise<FileHandle> {
  // Asked first as well: opening a device or a FIFO has an effect on whoever is at its other end.
  if (await isSpecial(folder, name)) throw notAFile(name);
  const file = await open(folder.pathOf(name), OPEN_FLAGS, FILE_MODE);
  try {
    if (!(await file.stat()).isFile()) throw notAFile(name);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function isSpecial(folder: Folder, name: string): Promise<boolean> {
  try {
    const stat = await folder.stat(name);
    return !stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

function notAFile(name: string): UnsafeNameError {
  return new UnsafeNameError(`Expected a regular file at \`${name}\``);
}
