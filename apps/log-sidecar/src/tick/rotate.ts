import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Folder } from "../volume/folder.ts";
import { removeLeftovers, unfinishedName } from "./unfinished.ts";

/** What link(2) answers where the file system has no hard links or does not allow this one. */
const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

export interface Rotation {
  /** The file, in its folder. */
  readonly name: string;
  /** Of the file that takes its place. */
  readonly content: string;
  /** How many older files stay beside it. */
  readonly keep: number;
}

/**
 * Replaces a file by a new one while readers look on: the new one is complete before it takes the
 * name, and the name is never free in between (rename(2)). The old file stays as `<name>.1`, the
 * ones before it move up to `<name>.<keep>`. A crash at any point is mended by the next call.
 *
 * Where the file system has no hard links, the name is free for an instant.
 *
 * Others can write to the folder. Nothing is written through a name that they can know before, no link
 * is followed, nothing is removed but files of ours, and a folder in the way of an older file is given
 * another name.
 *
 * @throws the system's error; the file is then as it was
 */
export async function rotate(folder: Folder, { name, content, keep }: Rotation): Promise<void> {
  await removeLeftovers(folder, name);
  const next = unfinishedName(name);
  try {
    await writeFile(folder.pathOf(next), content, { flag: "wx", mode: 0o644 });
    if (keep > 0) await keepOld(folder, name, keep);
    await folder.rename(next, name);
  } catch (error) {
    await folder.remove(next).catch(() => {});
    throw error;
  }
}

async function keepOld(folder: Folder, name: string, keep: number): Promise<void> {
  // A crash came after the link and before the rename: this file has its second name already.
  if (await isSameFile(folder, name, `${name}.1`)) return;
  for (let age = keep; age >= 1; age--) await makeWay(folder, `${name}.${age}`);
  for (let age = keep - 1; age >= 1; age--) {
    await moveIfPresent(folder, `${name}.${age}`, `${name}.${age + 1}`);
  }
  const second = unfinishedName(name);
  try {
    await folder.link(name, folder, second);
    await folder.rename(second, `${name}.1`);
  } catch (error) {
    await folder.remove(second).catch(() => {});
    if (!NO_LINKS.has(errorCode(error))) throw error;
    await folder.rename(name, `${name}.1`);
  }
}

/** No file can take the name of a folder (EISDIR), so one that stands there gets another. */
async function makeWay(folder: Folder, name: string): Promise<void> {
  const stat = await folder.stat(name).catch(() => undefined);
  if (stat?.isDirectory() !== true) return;
  await moveIfPresent(folder, name, `${name}.${randomBytes(6).toString("hex")}.moved`);
}

async function isSameFile(folder: Folder, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((name) => folder.stat(name).catch(() => undefined)),
  );
  return a?.isFile() === true && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

async function moveIfPresent(folder: Folder, from: string, to: string): Promise<void> {
  await folder.rename(from, to).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
}
