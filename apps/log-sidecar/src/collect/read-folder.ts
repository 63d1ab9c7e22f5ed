import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeName, toSystemPath } from "../volume/file-name.ts";

export interface FolderEntry {
  /** As `decodeName` has it. */
  readonly name: string;
  /** Neither is true of a link, which is not followed. */
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** What is in a folder, whatever the bytes of the names. @throws the system's error */
export async function readFolder(path: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(toSystemPath(path), { encoding: "buffer", withFileTypes: true });
  return entries.map((entry) => {
    return {
      name: decodeName(entry.name),
      isFile: entry.isFile(),
      isFolder: entry.isDirectory(),
    };
  });
}

/** Every file below a folder, by its path from there. @throws the system's error */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { name, isFile, isFolder } of await readFolder(folder)) {
    if (isFile) files.push(name);
    if (!isFolder) continue;
    for (const path of await listFiles(join(folder, name))) files.push(`${name}/${path}`);
  }
  return files;
}
