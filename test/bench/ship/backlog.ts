import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { type Cores, memoryFolder } from "./places.ts";
import type { Shipper } from "./shipper.ts";
import type { SinkMode, SinkReport } from "./sink-report.ts";
import { type RunningShipper, startShipper } from "./start-shipper.ts";
import type { Sink } from "./start-sink.ts";
import { Tally } from "./tally.ts";
import type { Usage } from "./usage.ts";

export interface Backlog {
  readonly volume: string;
  /** Writer → how many lines it has written. */
  readonly written: Readonly<Record<string, number>>;
  readonly sizeBytes: number;
  readonly sink: Sink;
  readonly cores: Cores;
}

export interface BacklogResult extends Usage {
  /** From the start of the process to its last body. */
  readonly tookMs: number;
  readonly report: SinkReport;
}

const LOOK_MS = 200;
/** The slowest peer is given up below a megabyte per second. */
const SLOWEST_BYTES_PER_MS = 1_000;

/** Has one shipper ship all there is, from its start on. */
export async function shipBacklog(
  shipper: Shipper,
  backlog: Backlog,
  isChecked: boolean,
): Promise<BacklogResult> {
  const { volume, written, sizeBytes, sink, cores } = backlog;
  await using work = await temporaryFolder();
  await using memory = await memoryFolder();
  await rm(join(volume, ".log-sidecar"), { recursive: true, force: true });
  // One that ends by itself says when it is done: then the sink need not count.
  const mode: SinkMode = isChecked ? "check" : shipper.isOnce ? "discard" : "count";
  sink.begin({ mode, written });
  const places = { volume, work: work.path, memory: memory.path };
  const { httpPort, tcpPort } = sink;
  const job = { ...places, httpPort, tcpPort, isLive: false };
  await using running = await startShipper(shipper, job, cores.shipper);
  const deadline = AbortSignal.timeout(30_000 + sizeBytes / SLOWEST_BYTES_PER_MS);
  const lines = Object.values(written).reduce((sum, each) => sum + each, 0);
  await (shipper.isOnce ? running.ended : untilReceived(lines, sink, running, deadline));
  const endedMs = Date.now();
  const usage = await running.usage.look();
  const report = shipper.isToFolder
    ? await readBack(memory.path, isChecked ? written : undefined)
    : await sink.report();
  const lastMs = shipper.isToFolder ? endedMs : report.lastMs;
  return { ...usage, tookMs: lastMs - running.startedMs, report };
}

async function untilReceived(
  lines: number,
  sink: Sink,
  running: RunningShipper,
  deadline: AbortSignal,
): Promise<void> {
  let received = 0;
  while (received < lines) {
    if (deadline.aborted) throw new Error(`Expected ${lines} lines in time, got ${received}`);
    await Promise.race([sleep(LOOK_MS), running.ended]);
    received = (await sink.report()).lines;
  }
}

/** What a sink would have said. */
async function readBack(folder: string, written?: Backlog["written"]): Promise<SinkReport> {
  const tally = new Tally({ mode: written ? "check" : "discard", ...(written && { written }) });
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith(".log.zst")) tally.add(await readFile(join(folder, name)));
  }
  return tally.report;
}
