import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { toLines } from "./oracle-line.ts";

/** Appends the oracle's lines up to `end` to two files. @returns their contents */
export async function writeLines(volume: string, end: number): Promise<readonly string[]> {
  const contents: string[] = [];
  for (const name of ["a", "b"]) {
    const path = join(volume, `${name}.log`);
    const before = await readFile(path, "latin1").catch(() => "");
    const from = before.split("\n").length - 1;
    await appendFile(path, toLines(name, from, end));
    contents.push(await readFile(path, "latin1"));
  }
  return contents;
}
