import { setImmediate as nextTurn } from "node:timers/promises";
import { EXIT_FAILURE, EXIT_OK } from "./exit-code.ts";
import { forbidDebugger } from "./forbid-debugger.ts";
import { catchOutputFailure } from "./output-failure.ts";
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
  const stdout = catchOutputFailure(process.stdout, "standard output");
  catchOutputFailure(process.stderr, "standard error");
  const [{ runProgram }, { program }] = await Promise.all([import("./run-program.ts"), load()]);
  const run = async (): Promise<number> => {
    try {
      return await runProgram(program, {
        args: process.argv.slice(2),
        env: process.env,
        stop,
        stdout: process.stdout,
        stderr: process.stderr,
      });
    } catch (error) {
      if (stdout.error === undefined || error !== stdout.error) throw error;
      return EXIT_OK;
    }
  };
  const code = await run();
  // A stream emits its error only after the write that failed.
  await nextTurn();
  const isLost = code === EXIT_OK && stdout.message !== undefined;
  if (isLost) process.stderr.write(`${program.name}: ${stdout.message}\n`);
  process.exitCode = isLost ? EXIT_FAILURE : code;
  // What still holds the process now has been given up: it must not outlive its time to stop.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
