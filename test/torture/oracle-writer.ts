import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { parseSize } from "@sidecar-pair/runtime/size.ts";
import { toLine } from "./oracle-line.ts";

/**
 * Writes lines that can be told apart and checked, as an application writes its log: with O_APPEND
 * to `FOLDER/app-<id>.log`, which it rotates by rename. At SIGTERM it completes its line and prints
 * `{"writer":…,"lines":…}`.
 *
 * It rotates only while the file that would be deleted has a second name (a pin): what nobody has
 * had the time to find, nobody can ship. Every line that it has written can be shipped, then.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: "string", default: "a" },
    rate: { type: "string", default: "5MiB" },
    "rotate-at": { type: "string", default: "1MiB" },
    keep: { type: "string", default: "20" },
    "max-lines": { type: "string", default: "Infinity" },
  },
});
const PAUSE_MS = 10;
/** More is not made up for after a stall: it would be one burst. */
const BURST_MS = 200;

const writer = values.id;
const path = join(positionals[0] ?? ".", `app-${writer}.log`);
const bytesPerMs = parseSize(values.rate) / 1_000;
const rotateAtBytes = parseSize(values["rotate-at"]);
const keep = Number(values.keep);
const maxLines = Number(values["max-lines"]);

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

let lines = 0;
let sizeBytes = 0;
let file = openSync(path, "a");
let dueBytes = 0;
let lastMs = performance.now();
while (!stop.signal.aborted && lines < maxLines) {
  const nowMs = performance.now();
  dueBytes += Math.min(nowMs - lastMs, BURST_MS) * bytesPerMs;
  lastMs = nowMs;
  while (dueBytes > 0 && lines < maxLines) {
    if (sizeBytes >= rotateAtBytes && mayRotate()) rotate();
    dueBytes -= append(lines);
    lines++;
  }
  await sleep(PAUSE_MS);
}
closeSync(file);
process.stdout.write(`${JSON.stringify({ writer, lines })}\n`);

/** Every other line in two parts, so that a reader sees lines that are not complete. */
function append(sequence: number): number {
  const line = Buffer.from(toLine({ writer, sequence }));
  const half = sequence % 2 === 0 ? line.length : sequence % line.length;
  for (const part of [line.subarray(0, half), line.subarray(half)]) {
    if (part.length > 0) writeSync(file, part);
  }
  sizeBytes += line.length;
  return line.length;
}

function mayRotate(): boolean {
  const oldest = statSync(`${path}.${keep}`, { throwIfNoEntry: false });
  return oldest === undefined || oldest.nlink > 1;
}

function rotate(): void {
  closeSync(file);
  rmSync(`${path}.${keep}`, { force: true });
  for (let age = keep - 1; age >= 1; age--) {
    try {
      renameSync(`${path}.${age}`, `${path}.${age + 1}`);
    } catch {
      // There are not that many yet.
    }
  }
  renameSync(path, `${path}.1`);
  file = openSync(path, "a");
  sizeBytes = 0;
}
