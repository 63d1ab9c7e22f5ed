import { randomBytes } from "node:crypto";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { FileTooLargeError, UnsafeNameError } from "./errors.ts";
import type { Folder } from "./folder.ts";

/** Of file systems without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
]);
/** What an interrupted {@link replaceSmallFile} leaves ends like this. */
export const UNFINISHED = ".next";

/**
 * @returns the content of a small file; undefined where there is none
 * @throws FileTooLargeError; UnsafeNameError where the name is no regular file; the system's error
 */
export async function readSmallFile(
  folder: Folder,
  name: string,
  bytesMax: number,
): Promise<Buffer | undefined> {
  try {
    await using file = await folder.openFile(name);
    if (file === undefined) throw new UnsafeNameError(`Expected a regular file at \`${name}\``);
    // One byte more than may be there shows that it is too large, whatever its size says.
    const buffer = Buffer.alloc(bytesMax + 1);
    let length = 0;
    for (let bytesRead = -1; bytesRead !== 0 && length < buffer.length; length += bytesRead) {
      ({ bytesRead } = await file.read(buffer, length, buffer.length - length, length));
    }
    if (length > bytesMax) throw new FileTooLargeError(name, bytesMax);
    return buffer.subarray(0, length);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Writes a file under a name of its own and gives it the wanted name. What stood there is replaced; a
 * link is replaced, not followed.
 *
 * @throws the system's error; what stood there is still there then
 */
export async function replaceSmallFile(
  folder: Folder,
  name: string,
  content: string,
): Promise<void> {
  const unfinished = unfinishedNameOf(name);
  try {
    await using file = await folder.create(unfinished);
    await file.writeFile(content);
    await folder.rename(unfinished, name);
  } catch (error) {
    await folder.remove(unfinished).catch(() => {});
    throw error;
  }
}

/**
 * Creates a file, unless the name is taken: it appears whole or not at all, and is durable.
 *
 * @returns whether it was created
 * @throws the system's error
 */
export async function createSmallFile(
  folder: Folder,
  name: string,
  content: string,
): Promise<boolean> {
  const unfinished = unfinishedNameOf(name);
  try {
    {
      await using file = await folder.create(unfinished);
      await file.writeFile(content);
      await file.sync();
    }
    await giveName(folder, unfinished, name);
    await folder.sync();
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await folder.remove(unfinished).catch(() => {});
  }
}

/** Never in place of another, except where there are no hard links. */
async function giveName(folder: Folder, from: string, to: string): Promise<void> {
  try {
    await folder.link(from, folder, to);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error))) throw error;
    await folder.rename(from, to);
  }
}

function unfinishedNameOf(name: string): string {
  return `${name}.${randomBytes(6).toString("hex")}${UNFINISHED}`;
}
