import { EXIT_FAILURE } from "./exit-code.ts";

/**
 * Turns SIGTERM and SIGINT into an AbortSignal whose reason is the signal's name. A second one
 * ends the process at once with exit code 1.
 *
 * Call it before anything is awaited or loaded: as PID 1 of a container a process has no default
 * action for these signals, so that one which comes before the handler is lost (pid_namespaces(7)).
 */
export function catchStopSignals(): AbortSignal {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      // Whoever asks twice does not want to wait for a drain that may hang.
      process.exit(EXIT_FAILURE);
    }
    controller.abort(name);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return controller.signal;
}
