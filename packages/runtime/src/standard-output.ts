import { constants, openSync } from "node:fs";
import { LineOutput } from "./line-output.ts";

/** How long the end of the process may wait for a reader that is behind. */
const EXIT_FLUSH_MS = 1_000;

let output: LineOutput | undefined;

/** Standard output for lines. There is one per process; it is flushed when the process ends. */
export function standardOutput(): LineOutput {
  if (output === undefined) {
    const lines = new LineOutput(openStandardOutput());
    process.once("exit", () => lines.flush(EXIT_FLUSH_MS));
    output = lines;
  }
  return output;
}

/** Log lines that standard output did not take since the start. */
export function droppedLogLines(): number {
  return output?.droppedLines ?? 0;
}

/**
 * Pipes and sockets do not block once `process.stdout` exists: uv_pipe_open sets O_NONBLOCK. Node.js
 * keeps terminals blocking, and one that nobody reads (Ctrl-S, `docker run --tty` with a stuck log
 * driver) would stop the process; a second descriptor of the same terminal need not block.
 */
function openStandardOutput(): number {
  const { fd, isTTY } = process.stdout;
  if (!isTTY) return fd;
  try {
    return openSync(
      `/proc/self/fd/${fd}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
  } catch {
    // A terminal of another user; better one that may block than none.
    return fd;
  }
}
