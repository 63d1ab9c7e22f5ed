export interface ProcessLimits {
  readonly maxOpenFiles: number;
  readonly maxProcesses: number;
}

/**
 * The hard limits podman works under, from the texts of /proc/self/limits and
 * /proc/sys/kernel/pid_max: when it starts, podman lowers its own limit of processes to the latter.
 */
export function parseProcessLimits(limits: string, pidMax: string): ProcessLimits {
  return {
    maxOpenFiles: hardLimit(limits, "Max open files"),
    maxProcesses: Math.min(hardLimit(limits, "Max processes"), Number(pidMax)),
  };
}

function hardLimit(limits: string, name: string): number {
  const line = limits.split("\n").find((candidate) => candidate.startsWith(name)) ?? "";
  const [, hard = ""] = line.slice(name.length).trim().split(/\s+/v);
  // The kernel writes `unlimited` where there is no limit.
  return /^\d+$/v.test(hard) ? Number(hard) : Number.POSITIVE_INFINITY;
}
