import { expect, it } from "vitest";
import { parseProcessLimits } from "./process-limits.ts";

const limits = (processes: string): string =>
  [
    "Limit                     Soft Limit           Hard Limit           Units     ",
    `Max processes             1000                 ${processes}         processes `,
    "Max open files            1024                 20000                files     ",
  ].join("\n");

it.each([
  ["pid_max is lower than the limit of processes", "96365", "32768\n", 32_768],
  ["the limit of processes is lower than pid_max", "4096", "4194304\n", 4096],
  ["processes are not limited", "unlimited", "32768\n", 32_768],
])("reads the hard limits where %s", (_title, processes, pidMax, maxProcesses) => {
  const expected = { maxOpenFiles: 20_000, maxProcesses };
  expect(parseProcessLimits(limits(processes), pidMax)).toEqual(expected);
});
