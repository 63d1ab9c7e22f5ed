import { EXIT_FAILURE } from "./exit-code.ts";

/**
 * Turns whatever asks this process to stop into an AbortSignal, whose reason is the name of the
 * signal: SIGTERM, SIGINT, SIGHUP (the terminal was closed), or `parent ended` where a parent holds an
 * IPC channel to it. A second SIGTERM or SIGINT ends the process at once with exit code 1.
 *
 * Call it before anything is awaited or loaded: as PID 1 of a container a process has no default
 * action for these signals, so that one which comes before the handler is lost (pid_namespaces(7)).
 */
export function catchStopSignals(): AbortSignal {
  const controller = new AbortController();
  const stop = (reason: string): void => controller.abort(reason);
  const stopNow = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      // Whoever asks twice does not want to wait for a drain that may hang.
      process.exit(EXIT_FAILURE);
    }
    stop(name);
  };
  process.on("SIGTERM", stopNow);
  process.on("SIGINT", stopNow);
  // A container has no terminal to lose; there, SIGHUP is what asks a daemon to reopen its files, and
  // means nothing to these. A shell and the kernel may both send it, so a second one asks for no more.
  if (process.pid !== 1) process.on("SIGHUP", stop);
  if (process.connected) {
    process.on("disconnect", () => stop("parent ended"));
    // The channel is to hold the process no longer than its work does.
    process.channel?.unref();
  }
  return controller.signal;
}
