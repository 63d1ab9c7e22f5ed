import { setTimeout as sleep } from "node:timers/promises";
import { ConfigurationError } from "./errors.ts";
import { EXIT_FAILURE, EXIT_OK } from "./exit-code.ts";
import { firstLine } from "./first-line.ts";
import { ListenError } from "./listen-error.ts";
import type { Logger } from "./logger.ts";
import { writeTerminationMessage } from "./termination-message.ts";

/** A running container's work. */
export interface Service {
  /** Settles when the service can no longer do its work; never, as long as all is well. */
  readonly failed?: Promise<unknown>;
  /**
   * Settles with the reason when there is nothing left to wait for. The service is drained then, and may
   * take its time for that, until the process is told to stop.
   */
  readonly done?: Promise<string> | undefined;
  /** What keeps it from finishing, in one line, where it knows. */
  readonly trouble?: () => string | undefined;
  /**
   * Finishes what is under way and frees everything. When `deadline` aborts, it gives up what is
   * left and returns as soon as it can.
   *
   * @returns false when something had to be left behind
   */
  drain(deadline: AbortSignal): Promise<boolean>;
}

export interface LifecycleOptions {
  readonly logger: Logger;
  /** Aborts when the process is asked to stop. */
  readonly stop: AbortSignal;
  /** How long `drain` may take once the process is told to stop, or the service has failed. */
  readonly drainTimeoutMs: number;
  /** A rejection (port taken, …) ends the process with exit code 1. */
  readonly start: () => Promise<Service>;
  /** Is told why the exit code is not 0, in one line. @default writeTerminationMessage */
  readonly explain?: (reason: string) => void;
}

/** How long a service may go on after its deadline before the process leaves it behind. */
const OVERRUN_MS = 1_000;
const A_DAY_MS = 86_400_000;

/**
 * Starts a service, waits until it is done or the process is told to stop, and drains it within its
 * budget.
 *
 * @returns the exit code: 0 when all was finished, 1 when something failed or was left behind
 * @throws ConfigurationError when that is why it cannot start
 */
export async function runUntilStopped(options: LifecycleOptions): Promise<number> {
  const { logger, stop, drainTimeoutMs, start, explain = writeTerminationMessage } = options;
  const crashed = (error: Error): void => explain(`crashed: ${firstLine(error)}`);
  process.once("uncaughtExceptionMonitor", crashed);
  // A service may hold nothing open while it waits (no port, no timer); the process is to stay.
  const keepAlive = setInterval(() => {}, A_DAY_MS);
  try {
    const service = await start();
    const end = await Promise.race([untilAborted(stop), untilFailed(service), untilDone(service)]);
    const failure = end instanceof Error ? end : undefined;
    if (failure === undefined) {
      logger.info({ signal: stop.reason, reason: end, drainTimeoutMs }, "draining");
    } else logger.fatal({ err: failure }, "service failed, draining");

    const deadline = abortAfter(failure ? undefined : untilAborted(stop), drainTimeoutMs);
    const overrun = untilAborted(deadline).then(() => sleep(OVERRUN_MS, false, { ref: false }));
    const complete = await Promise.race([service.drain(deadline), overrun]);
    logger.info({ complete }, "stopped");
    if (failure !== undefined) explain(`failed: ${firstLine(failure.cause ?? failure)}`);
    else if (!complete) {
      const trouble = service.trouble?.();
      explain(`not finished within DRAIN_TIMEOUT${trouble ? `: ${trouble}` : ""}`);
    }
    return complete && failure === undefined ? EXIT_OK : EXIT_FAILURE;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (error instanceof ListenError) {
      const { code, port, message } = error;
      logger.fatal({ code, port, hint: message }, "cannot listen on a port");
      explain(`cannot run: ${message}`);
      return EXIT_FAILURE;
    }
    logger.fatal({ err: error }, "cannot run");
    explain(`cannot run: ${firstLine(error)}`);
    return EXIT_FAILURE;
  } finally {
    clearInterval(keepAlive);
    process.off("uncaughtExceptionMonitor", crashed);
  }
}

/** Resolves when the signal aborts, at once if it has already. */
export function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

async function untilFailed({ failed }: Service): Promise<Error> {
  if (failed === undefined) return await new Promise<never>(() => {});
  try {
    return new Error("Service ended on its own", { cause: await failed });
  } catch (cause) {
    return cause instanceof Error ? cause : new Error("Service failed", { cause });
  }
}

async function untilDone({ done }: Service): Promise<string> {
  return await (done ?? new Promise<never>(() => {}));
}

/** Aborts so long after the beginning; the process does not stay for that. */
function abortAfter(beginning: Promise<unknown> | undefined, durationMs: number): AbortSignal {
  const controller = new AbortController();
  const count = async (): Promise<void> => {
    await beginning;
    await sleep(durationMs, undefined, { ref: false });
    controller.abort();
  };
  void count();
  return controller.signal;
}
