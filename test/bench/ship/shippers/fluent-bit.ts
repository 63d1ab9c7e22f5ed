import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Job, Shipper } from "../shipper.ts";

/** Fluent Bit as its documentation advises for files that matter: positions and chunks on disk. */
export function fluentBit(to: "http" | "s3"): Shipper {
  return {
    name: `Fluent Bit, gzip, ${to}`,
    program: { name: "fluent-bit", from: "https://fluentbit.io" },
    isOnce: false,
    isLive: true,
    prepare: async (job) => {
      const file = join(job.work, "fluent-bit.conf");
      await writeFile(file, render(job, OUTPUTS[to]));
      const env = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };
      return { command: ["fluent-bit", "--config", file], env };
    },
  };
}

const OUTPUTS: Readonly<Record<"http" | "s3", (job: Job) => readonly string[]>> = {
  http: ({ httpPort }) => [
    "name http",
    "host 127.0.0.1",
    `port ${httpPort}`,
    "uri /fluent-bit",
    "format json_lines",
    "compress gzip",
    "workers 2",
  ],
  s3: ({ httpPort, work, isLive }) => [
    "name s3",
    "bucket logs",
    "region us-east-1",
    `endpoint http://127.0.0.1:${httpPort}`,
    "use_put_object on",
    "compression gzip",
    "s3_key_format /$TAG/%Y%m%d%H%M%S-$UUID.gz",
    `total_file_size ${isLive ? "1M" : "10M"}`,
    `upload_timeout ${isLive ? "1s" : "10s"}`,
    `store_dir ${join(work, "s3")}`,
    "log_key log",
  ],
};

function render(job: Job, output: (job: Job) => readonly string[]): string {
  const section = (name: string, lines: readonly string[]): string =>
    [`[${name}]`, ...lines.map((line) => `  ${line}`), ""].join("\n");
  return [
    section("SERVICE", [
      "flush 1",
      "log_level warn",
      `storage.path ${join(job.work, "storage")}`,
      "storage.max_chunks_up 128",
    ]),
    section("INPUT", [
      "name tail",
      `path ${job.volume}/*.log`,
      "read_from_head on",
      `db ${join(job.work, "tail.db")}`,
      "storage.type filesystem",
      "buffer_chunk_size 1M",
      "buffer_max_size 8M",
      "refresh_interval 1",
    ]),
    section("OUTPUT", ["match *", "retry_limit no_limits", ...output(job)]),
  ].join("\n");
}
