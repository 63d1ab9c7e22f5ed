import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROGRAM = fileURLToPath(new URL("../../../apps/log-sidecar/src/main.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 2 ** 30;

/**
 * Runs `log-sidecar <args>` as a process.
 *
 * @returns what it wrote on stdout
 * @throws Error with what it wrote on stderr, when it does not end with 0
 */
export async function runSidecarCommand(...args: readonly string[]): Promise<Buffer> {
  const options = { encoding: "buffer", maxBuffer: OUTPUT_BYTES_MAX, env: {} } as const;
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
  return stdout;
}
