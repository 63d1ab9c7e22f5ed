import { openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LINE_BYTES } from "./bench-line.ts";
import { toTimedLine } from "./timed-line.ts";

/** `live-writer.ts FILE BYTES_PER_SECOND`: appends lines that say when, until it is ended. */
const [path = "", bytesPerSecond] = process.argv.slice(2);
const linesPerMs = Number(bytesPerSecond) / LINE_BYTES / 1_000;
const PAUSE_MS = 10;
/** More is not made up for after a stall: it would be one burst. */
const BURST_MS = 200;

const file = openSync(path, "a");
process.once("disconnect", () => process.exit());
let sequence = 0;
let due = 0;
let lastMs = performance.now();
while (process.connected) {
  const nowMs = performance.now();
  due += Math.min(nowMs - lastMs, BURST_MS) * linesPerMs;
  lastMs = nowMs;
  let text = "";
  for (; due >= 1; due--) text += toTimedLine(sequence++, Date.now());
  if (text !== "") writeSync(file, text);
  await sleep(PAUSE_MS);
}
