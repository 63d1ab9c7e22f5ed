import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines } from "../../engine/last-lines.ts";
import type { Job, Shipper } from "./shipper.ts";
import { UsageWatch } from "./usage.ts";

export interface RunningShipper extends AsyncDisposable {
  readonly usage: UsageWatch;
  readonly startedMs: number;
  /** Resolves when it has ended by itself; rejects when that was no success. */
  readonly ended: Promise<void>;
}

const STOP_MS = 5_000;

/** @param cores a list as taskset takes it */
export async function startShipper(
  shipper: Shipper,
  job: Job,
  cores: string,
): Promise<RunningShipper> {
  const { command, env } = await shipper.prepare(job);
  const startedMs = Date.now();
  const child = spawn("taskset", ["--cpu-list", cores, ...command], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const gone = once(child, "close");
  const ended = gone.then(async ([code]: unknown[]) => {
    if (code === 0) return;
    const output = lastLines((await said).join(""), 10);
    throw new Error(`Expected ${shipper.name} to go on, got its end (${String(code)})\n${output}`);
  });
  // Whoever waits for it is told; nobody may be waiting.
  ended.catch(() => {});
  const usage = new UsageWatch(child.pid ?? 0);
  return {
    usage,
    startedMs,
    ended,
    [Symbol.asyncDispose]: async () => {
      usage[Symbol.dispose]();
      child.kill("SIGTERM");
      const over = new AbortController();
      await Promise.race([gone, sleep(STOP_MS, undefined, { signal: over.signal })]).catch(
        () => {},
      );
      over.abort();
      child.kill("SIGKILL");
      await gone;
    },
  };
}
