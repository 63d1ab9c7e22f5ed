import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setInterval as every } from "node:timers/promises";
import { expect } from "vitest";
import type { Sidecar } from "../torture/start-sidecar.ts";

const SAMPLE_MS = 50;

/** The process's own memory (anonymous), in MiB: neither the page cache nor its program's file. */
export async function memoryMib({ pid }: Sidecar): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kib = "0"] = /^RssAnon:\s+(\d+) kB/m.exec(status) ?? [];
  return Math.round(Number(kib) / 1_024);
}

/** What `/livez` answers: 200 while a restart would not help. */
export async function askAlive(sidecar: Sidecar): Promise<number> {
  const port = String(sidecar.logged(/^started$/)[0]?.["managementPort"]);
  return (await fetch(`http://127.0.0.1:${port}/livez`)).status;
}

/** Watches a sidecar that has started, until it is told to stop. */
export class Probe implements AsyncDisposable {
  peakMib = 0;
  readonly statuses = new Set<number>();
  readonly #stop = new AbortController();
  readonly #watching: Promise<unknown>;

  constructor(sidecar: Sidecar) {
    this.#watching = Promise.all([this.#watchMemory(sidecar), this.#watchHealth(sidecar)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watchMemory(sidecar: Sidecar): Promise<void> {
    await this.#each(async () => {
      this.peakMib = Math.max(this.peakMib, await memoryMib(sidecar));
    });
  }

  async #watchHealth(sidecar: Sidecar): Promise<void> {
    await this.#each(async () => {
      this.statuses.add(await askAlive(sidecar));
    });
  }

  async #each(work: () => Promise<void>): Promise<void> {
    try {
      for await (const _ of every(SAMPLE_MS, undefined, { signal: this.#stop.signal }))
        await work();
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }
}

/** Sleeps as long as it is told, and then takes a second of the processor, which on a busy machine is longer. */
const YARDSTICK = `setTimeout(() => {
  const start = process.cpuUsage();
  for (let used = 0; used < 1_000_000; ) {
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
}, Number(process.argv[1]))`;

/**
 * Tells a sidecar to stop. It has to end within that time and a second, as another process measures that
 * starts after the signal: a busy machine delays both.
 *
 * @returns the exit code
 */
export async function expectStopWithin(sidecar: Sidecar, limitMs: number): Promise<number> {
  const stopped = sidecar.stop();
  const yardstick = spawn(process.execPath, ["-e", YARDSTICK, String(limitMs)]);
  const late = once(yardstick, "close").then(() => "late" as const);
  const outcome = await Promise.race([stopped, late]);
  yardstick.kill();
  expect(
    outcome,
    `Expected an end within ${limitMs} ms of:\n${sidecar.output.slice(-5).join("\n")}`,
  ).not.toBe("late");
  expect(outcome, "Expected an exit code, not the end by a signal").not.toBe(undefined);
  return Number(outcome);
}
