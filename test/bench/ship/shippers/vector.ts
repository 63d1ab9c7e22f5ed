import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Job, Shipper } from "../shipper.ts";

/** Vector: files to HTTP as they are, with acknowledgements from end to end. */
export const vector: Shipper = {
  name: "Vector, zstd, http",
  program: { name: "vector", from: "https://vector.dev" },
  isOnce: false,
  isLive: true,
  prepare: async (job) => {
    const file = join(job.work, "vector.yaml");
    await mkdir(join(job.work, "data"));
    await writeFile(file, render(job));
    return { command: ["vector", "--quiet", "--config", file] };
  },
};

function render({ volume, work, httpPort }: Job): string {
  return `data_dir: ${join(work, "data")}
sources:
  files:
    type: file
    include: ["${volume}/*.log"]
    read_from: beginning
sinks:
  sink:
    type: http
    inputs: [files]
    uri: http://127.0.0.1:${httpPort}/vector
    method: post
    compression: zstd
    encoding: { codec: text }
    framing: { method: newline_delimited }
    batch: { max_bytes: 4194304, timeout_secs: 1 }
    acknowledgements: { enabled: true }
    healthcheck: { enabled: false }
`;
}
