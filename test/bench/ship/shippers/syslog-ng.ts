import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Job, Shipper } from "../shipper.ts";

/** Debian's syslog-ng: files to HTTP, in batches of about a megabyte, uncompressed. */
export const syslogNg: Shipper = {
  name: "syslog-ng, http",
  program: { name: "syslog-ng", from: "Debian: syslog-ng-core, syslog-ng-mod-http" },
  isOnce: false,
  isLive: true,
  prepare: async (job) => {
    const file = join(job.work, "syslog-ng.conf");
    await writeFile(file, render(job));
    const own = ["pid", "ctl", "persist"].map((name) => join(job.work, name));
    const [pid = "", control = "", persist = ""] = own;
    const where = ["--pidfile", pid, "--control", control, "--persist-file", persist];
    return { command: ["syslog-ng", "--foreground", "--no-caps", "--cfgfile", file, ...where] };
  },
};

function render({ volume, httpPort }: Job): string {
  return `@version: 3.38
options { threaded(yes); stats-freq(0); log-msg-size(65536); };
source files {
  wildcard-file(
    base-dir("${volume}") filename-pattern("*.log") recursive(no)
    flags(no-parse) follow-freq(0.2) max-files(20) log-fetch-limit(1000) log-iw-size(400000)
  );
};
destination sink {
  http(
    url("http://127.0.0.1:${httpPort}/syslog-ng") method("POST") body("\${MESSAGE}") delimiter("\n")
    batch-lines(4096) batch-bytes(1024Kb) batch-timeout(1000) workers(2)
    log-fifo-size(500000) retries(1000000)
  );
};
log { source(files); destination(sink); flags(flow-control); };
`;
}
