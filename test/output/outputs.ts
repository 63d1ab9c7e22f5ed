import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

export interface TestOutput extends Disposable {
  /** To be a standard stream of a process. */
  readonly fd: number;
}

/** What a standard stream may be that takes nothing. */
export const STUCK_OUTPUTS: Readonly<Record<string, (folder: string) => TestOutput>> = {
  "on a full disk": openFullDisk,
  "a pipe without a reader": (folder) => {
    const pipe = makePipe(folder);
    const reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
    const output = toOutput(openSync(pipe, O_WRONLY));
    closeSync(reader);
    return output;
  },
  "a full pipe that nobody reads": openFullPipe,
};

export function openFullDisk(): TestOutput {
  return toOutput(openSync("/dev/full", O_WRONLY));
}

/** A pipe that takes nothing until it is read. */
export function openFullPipe(folder: string): TestOutput & { readonly read: () => string } {
  const pipe = makePipe(folder);
  const reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
  const fill = openSync(pipe, O_RDWR | O_NONBLOCK);
  try {
    for (;;) writeSync(fill, Buffer.alloc(4_096, "\n"));
  } catch {
    // EAGAIN: it is full.
  }
  closeSync(fill);
  // A description of its own, which blocks, as what a process inherits does.
  const output = toOutput(openSync(pipe, O_WRONLY));
  return {
    fd: output.fd,
    read: () => readAll(reader),
    [Symbol.dispose]: () => {
      output[Symbol.dispose]();
      closeSync(reader);
    },
  };
}

function readAll(fd: number): string {
  const part = Buffer.alloc(65_536);
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

function makePipe(folder: string): string {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

function toOutput(fd: number): TestOutput {
  return { fd, [Symbol.dispose]: () => closeSync(fd) };
}
