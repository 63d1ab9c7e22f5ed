import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { toObjectKey } from "../../apps/log-sidecar/src/chunk/chunk-key.ts";
import { FLAWLESS, type Verdict, checkLines } from "./check-lines.ts";
import { toLines } from "./oracle-line.ts";
import { readStorage } from "./read-storage.ts";

const ALL = toLines("a", 0, 10);
const LINE_BYTES = ALL.length / 10;
const HALF = LINE_BYTES * 5;

/** Chunks by generation and start. */
type Stored = readonly (readonly [generation: string, start: number, text: string])[];

async function check(stored: Stored): Promise<Verdict> {
  await using folder = await temporaryFolder();
  for (const [generation, start, text] of stored) {
    const chain = { namespace: "n", pod: "p", generation, path: "app-a.log" };
    const path = join(folder.path, toObjectKey(chain, { kind: "chunk", start, codec: "zstd" }));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, zstdCompressSync(text));
  }
  return checkLines(await readStorage(folder.path), { a: 10 });
}

describe("the judge of a storage", () => {
  it.each<[string, Stored, Partial<Verdict>]>([
    ["one chunk", [["1", 0, ALL]], {}],
    [
      "chunks",
      [
        ["1", 0, ALL.slice(0, 100)],
        ["1", 100, ALL.slice(100)],
      ],
      {},
    ],
    [
      "two generations",
      [
        ["1", 0, ALL.slice(0, HALF)],
        ["2", 0, ALL.slice(HALF)],
      ],
      {},
    ],
    ["nothing", [], { lost: 10 }],
    ["a lost end", [["1", 0, ALL.slice(0, HALF)]], { lost: 5 }],
    [
      "a generation twice",
      [
        ["1", 0, ALL],
        ["2", 0, ALL.slice(0, HALF)],
      ],
      { duplicates: 5 },
    ],
    [
      "an overlap",
      [
        ["1", 0, ALL],
        ["1", HALF, ALL.slice(HALF)],
      ],
      { duplicates: 5, disordered: 1, problems: [`1: overlap at ${HALF}, not ${ALL.length}`] },
    ],
    [
      "a hole",
      [
        ["1", 0, ALL.slice(0, HALF)],
        ["1", HALF + LINE_BYTES, ALL.slice(HALF + LINE_BYTES)],
      ],
      { lost: 1, disordered: 1, problems: [`1: hole at ${HALF + LINE_BYTES}, not ${HALF}`] },
    ],
    ["a line that is cut", [["1", 0, ALL.slice(0, -1)]], { lost: 1, corrupted: 1 }],
    [
      "a changed byte",
      [["1", 0, ALL.replace(/[0-8](?=.\n)/, "9")]],
      { lost: 1, corrupted: 1, disordered: 1 },
    ],
    ["a line nobody wrote", [["1", 0, toLines("a", 0, 11)]], { corrupted: 1 }],
    [
      "two lines exchanged",
      [["1", 0, toLines("a", 1, 2) + toLines("a", 0, 1) + ALL.slice(2 * LINE_BYTES)]],
      { disordered: 2 },
    ],
  ])("of %s says so", async (_, stored, verdict) => {
    expect(await check(stored)).toEqual({ ...FLAWLESS, ...verdict });
  });
});
