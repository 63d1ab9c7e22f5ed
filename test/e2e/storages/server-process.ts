import { FACT_MS } from "../patience.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export interface ServerProcess extends AsyncDisposable {
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
}

const START_MS_MAX = FACT_MS;
const POLL_MS = 25;

/**
 * Starts a server as a process of its own, and waits until it answers.
 *
 * @throws Error with what it printed, when it ended instead
 */
export async function startServer(
  command: readonly [string, ...string[]],
  url: string,
): Promise<ServerProcess> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "close");
  ended.catch(() => {});
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  const deadlineMs = performance.now() + START_MS_MAX;
  while (!(await answers(url))) {
    const isGone = child.exitCode !== null || child.pid === undefined;
    if (isGone) throw new Error(`Expected ${program} to start, got:\n${(await output).join("")}`);
    if (performance.now() > deadlineMs) {
      await stop();
      throw new Error(`Expected ${program} to answer at ${url}, got nothing`);
    }
    await sleep(POLL_MS);
  }
  return { stop, [Symbol.asyncDispose]: stop };
}

/** An error that is not of the connection (of its certificate, say) is an answer, too. */
async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return cause?.code !== "ECONNREFUSED" && cause?.code !== "ECONNRESET";
  }
}
