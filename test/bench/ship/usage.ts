import { readFile } from "node:fs/promises";
import { cpuUs } from "../web/server-usage.ts";

const LOOK_MS = 100;

export interface Usage {
  /** User and system time of all threads. */
  readonly cpuMs: number;
  /** The most it had in memory (VmHWM), with the files that it has mapped. */
  readonly peakRssBytes: number;
  /** The most of memory that is its own (RssAnon): about what a container is charged for it. */
  readonly peakAnonBytes: number;
  readonly rssBytes: number;
}

/** Watches a process until it is gone; the last look counts then. */
export class UsageWatch implements Disposable {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #last: Usage = { cpuMs: 0, peakRssBytes: 0, peakAnonBytes: 0, rssBytes: 0 };

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
  }

  async look(): Promise<Usage> {
    try {
      const cpuMs = (await cpuUs(this.#pid)) / 1_000;
      const status = await readFile(`/proc/${this.#pid}/status`, "latin1");
      const bytesOf = (name: string): number =>
        Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "mv").exec(status)?.[1]) * 1_024;
      const anonBytes = bytesOf("RssAnon");
      // A zombie has no memory any more.
      if (!Number.isNaN(anonBytes)) {
        const peakAnonBytes = Math.max(this.#last.peakAnonBytes, anonBytes);
        const rssBytes = bytesOf("VmRSS");
        this.#last = { cpuMs, peakRssBytes: bytesOf("VmHWM"), peakAnonBytes, rssBytes };
      }
    } catch {
      // It is gone.
    }
    return this.#last;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
