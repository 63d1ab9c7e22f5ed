import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { toSystemPath } from "./file-name.ts";

/**
 * Makes a folder and those above it.
 *
 * @throws the system's error; that of a read-only file system, too, which Node.js takes for a folder
 *   that is missing (it looks, after the error, whether there is one)
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(toSystemPath(path), { recursive: true });
  } catch (error) {
    if (errorCode(error) === "ENOENT") await expectWritable(dirname(path));
    throw error;
  }
}

async function expectWritable(folder: string): Promise<void> {
  try {
    await access(toSystemPath(folder), constants.W_OK);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || folder === dirname(folder)) throw error;
    await expectWritable(dirname(folder));
  }
}
