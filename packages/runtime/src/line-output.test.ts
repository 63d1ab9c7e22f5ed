import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LineOutput } from "./line-output.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;
const PIPE_BYTES = 65_536;
const QUEUE_BYTES = 262_144;

const opened: number[] = [];
function open(path: string, flags: number): number {
  const fd = openSync(path, flags);
  opened.push(fd);
  return fd;
}

function makePipe({ path }: TemporaryFolder): string {
  const pipe = join(path, "pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

/** All that a pipe holds now. */
function drainPipe(fd: number): string {
  const part = Buffer.alloc(PIPE_BYTES);
  let text = "";
  try {
    for (let count = readSync(fd, part); count > 0; count = readSync(fd, part)) {
      text += part.toString("utf8", 0, count);
    }
  } catch {
    // EAGAIN: it is empty.
  }
  return text;
}

function fillPipe(fd: number): void {
  try {
    for (;;) writeSync(fd, Buffer.alloc(4_096, "."));
  } catch {
    // EAGAIN: it is full.
  }
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${String(index).padStart(99, "0")}\n`);

describe("LineOutput", () => {
  afterEach(() => {
    for (const fd of opened.splice(0)) closeSync(fd);
  });

  it("has written a line when `write` returns", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "log");
    const output = new LineOutput(open(path, O_WRONLY | constants.O_CREAT));
    output.write("one\n");
    expect(readFileSync(path, "utf8")).toBe("one\n");
  });

  it("drops and counts lines on a full disk, and does not wait for it", () => {
    const output = new LineOutput(open("/dev/full", O_WRONLY));
    for (const line of numbered(10_000)) output.write(line);
    output.flush(60_000);
    expect(output.droppedLines).toBe(10_000);
  });

  it("keeps the lines that a full pipe does not take, in order, until it is read", async () => {
    await using folder = await temporaryFolder();
    const fd = open(makePipe(folder), O_RDWR | O_NONBLOCK);
    const output = new LineOutput(fd);
    const lines = numbered((PIPE_BYTES + QUEUE_BYTES / 2) / 100);
    for (const line of lines) output.write(line);
    let read = "";
    await expect.poll(() => (read += drainPipe(fd)).length).toBe(lines.join("").length);
    expect(read).toBe(lines.join(""));
    expect(output.droppedLines).toBe(0);
  });

  it("drops what is beyond its queue, and says how many lines that were, in their place", async () => {
    await using folder = await temporaryFolder();
    const fd = open(makePipe(folder), O_RDWR | O_NONBLOCK);
    fillPipe(fd);
    const output = new LineOutput(fd);
    output.onRecovery = (count) => output.write(`dropped ${count}\n`);
    const lines = numbered(10_000);
    for (const line of lines) output.write(line);
    const kept = Math.floor(QUEUE_BYTES / 100);
    expect(output.droppedLines).toBe(lines.length - kept);

    let read = "";
    await expect.poll(() => (read += drainPipe(fd))).toContain("dropped");
    output.write("after\n");
    read += drainPipe(fd);
    const expected = [...lines.slice(0, kept), `dropped ${lines.length - kept}\n`, "after\n"];
    expect(read.replace(/^\.*/, "")).toBe(expected.join(""));
  });

  it("drops lines while a pipe has no reader, and serves the next one", async () => {
    await using folder = await temporaryFolder();
    const pipe = makePipe(folder);
    const reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
    const output = new LineOutput(open(pipe, O_WRONLY | O_NONBLOCK));
    closeSync(reader);
    output.write("nobody reads this\n");
    expect(output.droppedLines).toBe(1);
    const next = open(pipe, O_RDONLY | O_NONBLOCK);
    output.write("two\n");
    expect(drainPipe(next)).toBe("two\n");
  });

  it("begins a new line after one that was cut off", async () => {
    await using folder = await temporaryFolder();
    const pipe = makePipe(folder);
    const reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
    const output = new LineOutput(open(pipe, O_WRONLY | O_NONBLOCK));
    output.write(`${"x".repeat(PIPE_BYTES * 2)}\n`);
    drainPipe(reader);
    closeSync(reader);
    output.flush(0);
    expect(output.droppedLines).toBe(1);
    const next = open(pipe, O_RDONLY | O_NONBLOCK);
    output.write("two\n");
    let read = "";
    await expect.poll(() => (read += drainPipe(next))).toBe("\ntwo\n");
  });

  it("gives up flushing a pipe that nobody reads when its time is over", async () => {
    await using folder = await temporaryFolder();
    const fd = open(makePipe(folder), O_RDWR | O_NONBLOCK);
    fillPipe(fd);
    const output = new LineOutput(fd);
    output.write("one\n");
    output.flush(20);
    expect(drainPipe(fd)).not.toContain("one");
    output.flush(20);
    expect(drainPipe(fd)).toBe("one\n");
  });
});
