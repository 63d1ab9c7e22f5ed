import { fileURLToPath } from "node:url";
import type { Storage } from "./storage.ts";

/**
 * Checks that there is a storage for a URL, without asking it anything. For now that is a directory
 * of this machine, `file:///dir`.
 *
 * @returns the URL as it was given
 * @throws RangeError when there is none
 */
export function parseStorageUrl(text: string): string {
  toFolder(text);
  return text;
}

/** Opens the storage of a URL; loads no other kind of storage than that one. */
export async function openStorage(url: string): Promise<Storage> {
  const folder = toFolder(url);
  const { FileStorage } = await import("./file-storage.ts");
  return new FileStorage(folder);
}

function toFolder(text: string): string {
  try {
    const { href, search, hash } = new URL(text);
    // `file:dir` and `file:/dir` are URLs, too, but hardly what their author thinks they are.
    if (href.startsWith("file:///") && text.startsWith("file:///") && search + hash === "") {
      return fileURLToPath(href);
    }
  } catch {
    // Not a URL, or a path that no file can have.
  }
  throw new RangeError(`Expected a URL such as file:///dir, got \`${text}\``);
}
