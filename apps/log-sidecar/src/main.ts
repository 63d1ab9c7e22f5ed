import { catchStopSignals } from "@sidecar-pair/runtime/stop-signals.ts";

// Loading the program takes longer than a signal may wait for its handler.
const stop = catchStopSignals();
const { runProgram } = await import("@sidecar-pair/runtime/run-program.ts");
const { program } = await import("./program.ts");

process.exitCode = await runProgram(program, {
  args: process.argv.slice(2),
  env: process.env,
  stop,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
