import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Shipper } from "./shipper.ts";
import { fluentBit } from "./shippers/fluent-bit.ts";
import { logSidecar } from "./shippers/log-sidecar.ts";
import { rsyslog } from "./shippers/rsyslog.ts";
import { syslogNg } from "./shippers/syslog-ng.ts";
import { vector } from "./shippers/vector.ts";

/** The first is what every ratio is to. */
export const SHIPPERS: readonly Shipper[] = [
  logSidecar("zstd", "put"),
  logSidecar("gzip", "put"),
  logSidecar("none", "put"),
  logSidecar("zstd", "s3"),
  logSidecar("zstd", "file"),
  syslogNg,
  rsyslog,
  fluentBit("http"),
  fluentBit("s3"),
  vector,
];

/** Whether a program is there. */
export async function isInstalled(program: string): Promise<boolean> {
  const folders = isAbsolute(program) ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  const looks = folders.map(async (folder) => {
    await access(join(folder, program), constants.X_OK);
  });
  return await Promise.any(looks).then(
    () => true,
    () => false,
  );
}
