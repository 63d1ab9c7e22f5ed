/**
 * Keeps SIGUSR1 from opening the debugger's port, through which anybody on this machine (or in this
 * Pod) could run code in the process: a listener takes the place of Node.js's own. The images also
 * start with `--disable-sigusr1`, which holds before any code runs. Who wants the debugger starts the
 * program with `--inspect`.
 */
export function forbidDebugger(): void {
  process.on("SIGUSR1", () => {});
}
