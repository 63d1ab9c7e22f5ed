import { appendFile, open } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { toLines } from "../oracle-line.ts";

const BLOCK = Buffer.alloc(4_096);

/** Writes a file until there is no room for more. */
export async function fill(path: string): Promise<void> {
  await using file = await open(path, "a");
  try {
    for (;;) await file.write(BLOCK);
  } catch (error) {
    if (errorCode(error) !== "ENOSPC") throw error;
  }
}

/** An application that appends lines to a file, each after the one before. */
export class Lines {
  content = "";
  readonly #path: string;
  readonly #name: string;
  #count = 0;

  constructor(path: string, name = "a") {
    this.#path = path;
    this.#name = name;
  }

  async append(count: number, path = this.#path): Promise<void> {
    const lines = toLines(this.#name, this.#count, this.#count + count);
    await appendFile(path, lines);
    this.#count += count;
    this.content += lines;
  }
}
