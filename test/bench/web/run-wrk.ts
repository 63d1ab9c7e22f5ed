import { join } from "node:path";
import { runCommand } from "../../engine/run-command.ts";

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly headers: readonly string[];
  /** Sends no request twice in a row on a connection. @default false */
  readonly varies?: boolean;
  /** With requests that vary: has each connection rest for a millisecond after an answer. @default false */
  readonly isPaced?: boolean;
  /** The processor that wrk runs on. */
  readonly core: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const VARY_REQUESTS = join(import.meta.dirname, "vary-requests.lua");

const MS_OF: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/** @throws when any answer was not what a good server sends */
export async function runWrk({
  url,
  connections,
  seconds,
  headers,
  varies = false,
  isPaced = false,
  core,
}: Load): Promise<LoadResult> {
  const pinned = `taskset --cpu-list ${core} wrk --latency --threads 1`.split(" ");
  const shape = `--connections ${connections} --duration ${seconds}s`.split(" ");
  const sent = headers.flatMap((header) => ["--header", header]);
  const script = varies ? ["--script", VARY_REQUESTS] : [];
  const [program, ...args] = [
    ...pinned,
    ...shape,
    ...sent,
    ...script,
    url,
    isPaced ? "paced" : "unpaced",
  ];
  const printed = await runCommand([program, ...args]);
  return parseWrk(printed);
}

export function parseWrk(printed: string): LoadResult {
  const number = (pattern: RegExp): number => Number(pattern.exec(printed)?.[1] ?? Number.NaN);
  const latencyMs = (percentile: number): number => {
    const pattern = new RegExp(`^\\s+${percentile}%\\s+([\\d.]+)(us|ms|s)\\s*$`, "mv");
    const [, value, unit = ""] = pattern.exec(printed) ?? [];
    return Number(value) * (MS_OF[unit] ?? Number.NaN);
  };
  if (/Non-2xx|Socket errors: connect [1-9]/v.test(printed)) {
    throw new Error(`Expected good answers alone, got:\n${printed}`);
  }
  return {
    requests: number(/(\d+) requests in/v),
    requestsPerSecond: number(/Requests\/sec:\s+([\d.]+)/v),
    p50Ms: latencyMs(50),
    p99Ms: latencyMs(99),
  };
}
