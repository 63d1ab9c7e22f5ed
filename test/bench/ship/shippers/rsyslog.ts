import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Job, Shipper } from "../shipper.ts";

/** Debian's rsyslog: files to TCP, which nobody acknowledges. (Debian has no omhttp.) */
export const rsyslog: Shipper = {
  name: "rsyslog, TCP",
  program: { name: "rsyslogd", from: "Debian: rsyslog" },
  isOnce: false,
  isLive: true,
  prepare: async (job) => {
    const file = join(job.work, "rsyslog.conf");
    await writeFile(file, render(job));
    return { command: ["rsyslogd", "-n", "-f", file, "-i", join(job.work, "pid")] };
  },
};

function render({ volume, work, tcpPort }: Job): string {
  return `global(workDirectory="${work}")
module(load="imfile" mode="inotify")
template(name="line" type="string" string="%msg%\\n")
input(type="imfile" file="${volume}/*.log" tag="bench" ruleset="forward")
ruleset(name="forward" queue.type="FixedArray" queue.size="50000" queue.dequeueBatchSize="1024") {
  action(type="omfwd" target="127.0.0.1" port="${tcpPort}" protocol="tcp" template="line"
    action.resumeRetryCount="-1")
}
`;
}
