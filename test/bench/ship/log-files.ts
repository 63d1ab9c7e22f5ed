import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { toLines } from "../../torture/oracle-line.ts";
import { LINE_BYTES } from "./bench-line.ts";

const FILES = 10;
const LINES_PER_WRITE = 4_096;

/** Writes ten files of lines. @returns writer → how many lines it has written */
export async function writeLogFiles(
  folder: string,
  sizeBytes: number,
): Promise<Readonly<Record<string, number>>> {
  const lines = Math.ceil(sizeBytes / FILES / LINE_BYTES);
  const written: Record<string, number> = {};
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < FILES; index++) {
    const writer = `f${String(index).padStart(3, "0")}`;
    await using file = await open(join(folder, `${writer}.log`), "w");
    for (let from = 0; from < lines; from += LINES_PER_WRITE) {
      await file.write(toLines(writer, from, Math.min(lines, from + LINES_PER_WRITE)));
    }
    written[writer] = lines;
  }
  return written;
}
