import { readFile } from "node:fs/promises";
import { setInterval as every } from "node:timers/promises";
import { run } from "../run.ts";

const SAMPLE_MS = 20;

/** Watches the memory of a container's process on this machine. */
export class MemoryWatch implements AsyncDisposable {
  /** The most that was its own (anonymous): the page cache and its program's file are not. */
  peakMib = 0;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  private constructor(pid: string) {
    this.#watching = this.#watch(`/proc/${pid}/status`).catch(() => {});
  }

  static async of(containerId: string): Promise<MemoryWatch> {
    const pid = await run("docker", "inspect", "--format", "{{.State.Pid}}", containerId);
    return new MemoryWatch(pid.trim());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(path: string): Promise<void> {
    for await (const _ of every(SAMPLE_MS, undefined, { signal: this.#stop.signal })) {
      const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(await readFile(path, "utf8")) ?? [];
      this.peakMib = Math.max(this.peakMib, Math.round(Number(kib ?? 0) / 1_024));
    }
  }
}
