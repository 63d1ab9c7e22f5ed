import { expect, it } from "vitest";
import { renderContainersConf } from "./containers-conf.ts";

const machine = { maxOpenFiles: 20_000, maxProcesses: 32_768, hasSystemd: true };

it("gives containers as many open files and processes as the machine has", () => {
  const line = 'default_ulimits = ["nofile=20000:20000","nproc=32768:32768"]\n';
  expect(renderContainersConf(machine)).toContain(line);
});

it("does without systemd where it does not run, and leaves it alone where it does", () => {
  const line = 'cgroup_manager = "cgroupfs"\n';
  expect(renderContainersConf({ ...machine, hasSystemd: false })).toContain(line);
  expect(renderContainersConf(machine)).not.toContain(line);
});
