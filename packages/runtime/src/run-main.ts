import { forbidDebugger } from "./forbid-debugger.ts";
import type { Program } from "./run-program.ts";
import type { Settings } from "./setting.ts";
import { catchStopSignals } from "./stop-signals.ts";

/** A process whose work is done ends by itself, unless something was left behind. */
const LINGER_MS = 1_000;

/**
 * The first call of a container's process: catches the signals, and only then loads the program,
 * which takes longer than a signal may wait for its handler.
 */
export async function runMain<S extends Settings>(
  load: () => Promise<{ readonly program: Program<S> }>,
): Promise<void> {
  forbidDebugger();
  const stop = catchStopSignals();
  // Without a listener Node.js ends the process when a stream fails; `runProgram` says what has failed.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const [{ runProgram }, { program }] = await Promise.all([import("./run-program.ts"), load()]);
  process.exitCode = await runProgram(program, {
    args: process.argv.slice(2),
    env: process.env,
    stop,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  // What still holds the process now has been given up: it must not outlive its time to stop.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
