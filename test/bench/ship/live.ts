import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import type { DelayPercentiles } from "./delays.ts";
import { type Cores, memoryFolder } from "./places.ts";
import type { Shipper } from "./shipper.ts";
import { startShipper } from "./start-shipper.ts";
import type { Sink } from "./start-sink.ts";

const WRITER = fileURLToPath(new URL("live-writer.ts", import.meta.url));
/** For the start of the process, and until the first lines have come through. */
const WARM_UP_MS = 4_000;

export interface Live {
  readonly bytesPerSecond: number;
  readonly seconds: number;
  readonly sink: Sink;
  readonly cores: Cores;
}

export interface LiveResult {
  readonly cpuShare: number;
  readonly peakRssBytes: number;
  readonly peakAnonBytes: number;
  /** Undefined where nothing has come. */
  readonly delays: DelayPercentiles | undefined;
}

/** Has one shipper follow one file that grows at a steady rate. */
export async function shipLive(shipper: Shipper, live: Live): Promise<LiveResult> {
  const { bytesPerSecond, seconds, sink, cores } = live;
  await using volume = await temporaryFolder();
  await using work = await temporaryFolder();
  await using memory = await memoryFolder();
  sink.begin({ mode: "delay" });
  await using _writer = startWriter(join(volume.path, "live.log"), bytesPerSecond, cores.others);
  const places = { volume: volume.path, work: work.path, memory: memory.path };
  const { httpPort, tcpPort } = sink;
  const job = { ...places, httpPort, tcpPort, isLive: true };
  await using running = await startShipper(shipper, job, cores.shipper);
  await Promise.race([sleep(WARM_UP_MS), running.ended]);
  sink.beginDelays();
  const before = await running.usage.look();
  const startedMs = performance.now();
  await Promise.race([sleep(seconds * 1_000), running.ended]);
  const after = await running.usage.look();
  const tookMs = performance.now() - startedMs;
  const { delays } = await sink.report();
  return { ...after, cpuShare: (after.cpuMs - before.cpuMs) / tookMs, delays };
}

function startWriter(path: string, bytesPerSecond: number, cores: string): AsyncDisposable {
  const command = [process.execPath, WRITER, path, String(bytesPerSecond)];
  const child = spawn("taskset", ["--cpu-list", cores, ...command], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
