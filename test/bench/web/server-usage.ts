import { readFile } from "node:fs/promises";

/** The kernel counts processor time in ticks of this length on every Linux of today. */
const TICK_US = 10_000;

/** Processor time of a process, its threads, and of its children that have ended, so far. */
export async function cpuUs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1");
  // The name in parentheses may hold anything; what follows are the fields from the third on.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).map(Number);
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_US;
}

export async function rssBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  const kib = /^VmRSS:\s+(?<kib>\d+) kB$/mv.exec(status)?.groups?.["kib"];
  return Number(kib ?? Number.NaN) * 1_024;
}
