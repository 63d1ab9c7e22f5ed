export interface PodmanMachine {
  /** The hard limit of open files of this very process. */
  readonly maxOpenFiles: number;
  /** The hard limit of processes that podman and its children keep to. */
  readonly maxProcesses: number;
  readonly hasSystemd: boolean;
}

/**
 * A containers.conf for a throw-away machine.
 *
 * - podman gives containers a million open files and processes unless told otherwise, which fails
 *   where root may not raise limits.
 * - podman 4.3 does not read `sysctls` of a Pod; this is the one our Pod asks for.
 * - podman asks systemd for control groups and its journal for logs, which fails without systemd.
 */
export function renderContainersConf(machine: PodmanMachine): string {
  const { maxOpenFiles, maxProcesses, hasSystemd } = machine;
  const ulimits = [
    `nofile=${maxOpenFiles}:${maxOpenFiles}`,
    `nproc=${maxProcesses}:${maxProcesses}`,
  ];
  const withoutSystemd = ['cgroup_manager = "cgroupfs"', 'events_logger = "file"'];
  return [
    "[containers]",
    `default_ulimits = ${JSON.stringify(ulimits)}`,
    'default_sysctls = ["net.ipv4.ip_unprivileged_port_start=0"]',
    ...(hasSystemd ? [] : ['log_driver = "k8s-file"']),
    "",
    "[engine]",
    'runtime = "runc"',
    ...(hasSystemd ? [] : withoutSystemd),
    "",
    "[network]",
    'network_backend = "netavark"',
    "",
  ].join("\n");
}
