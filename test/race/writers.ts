import { appendFile, link, open, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { growingPage, pageLines, pageText } from "./page-text.ts";

/** Works on the page at `path` until told to stop; the page is there before and after each step. */
export type Writer = (path: string, stop: AbortSignal) => Promise<void>;

const LINES_MAX = 2_000;
const GROWN_LINES_MAX = 1_000;

/** Mostly in bursts, with a pause now and then: a server has to get by in both. */
async function pause(): Promise<void> {
  await sleep(Math.random() < 0.9 ? 1 : 80);
}

function someLines(): number {
  return Math.floor(Math.random() * LINES_MAX);
}

/** Adds whole lines, each step by one write. */
const grows: Writer = async (path, stop) => {
  await writeFile(path, growingPage(0));
  for (let lines = 0; !stop.aborted; lines++) {
    await appendFile(path, pageLines(0, lines, lines + 1));
    await pause();
  }
};

/** As log-sidecar does: the old page gets a second name, the new one takes its place. */
const rotates: Writer = async (path, stop) => {
  await writeFile(path, growingPage(0));
  for (let version = 0, lines = 0; !stop.aborted;) {
    await appendFile(path, pageLines(version, lines, lines + 50));
    lines += 50;
    if (lines >= GROWN_LINES_MAX) {
      version++;
      lines = 0;
      await writeFile(`${path}.next`, growingPage(version));
      await rm(`${path}.1`, { force: true });
      await link(path, `${path}.1`);
      await rename(`${path}.next`, path);
    }
    await pause();
  }
};

/** Another page each time, of another size, moved into place. */
const replaces: Writer = async (path, stop) => {
  for (let version = 0; !stop.aborted; version++) {
    await writeFile(`${path}.next`, pageText(version, someLines()));
    await rename(`${path}.next`, path);
    await pause();
  }
};

/** Another page each time, written over the one before: what editors and `>` do. */
const truncates: Writer = async (path, stop) => {
  for (let version = 0; !stop.aborted; version++) {
    await writeFile(path, pageText(version, someLines()));
    await pause();
  }
};

/** The page goes, and comes back, in pieces, under the same name. */
const deletes: Writer = async (path, stop) => {
  for (let version = 0; !stop.aborted; version++) {
    await rm(path, { force: true });
    const text = pageText(version, someLines());
    await using file = await open(path, "w");
    await file.write(text.slice(0, text.length >> 1));
    await file.write(text.slice(text.length >> 1));
    await file.close();
    await pause();
  }
};

export const WRITERS: Readonly<Record<string, Writer>> = {
  grows,
  rotates,
  "is replaced by rename": replaces,
  "is truncated and rewritten": truncates,
  "is deleted and comes back": deletes,
};
