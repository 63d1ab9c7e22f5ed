import { rm, writeFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** Asked by invoke-rc.d and deb-systemd-invoke before they start anything (invoke-rc.d(8)). */
const POLICY_FILE = "/usr/sbin/policy-rc.d";
/** "Action forbidden by policy." */
const POLICY = "#!/bin/sh\nexit 101\n";

/**
 * Until it is disposed of, apt starts none of the services that it installs: a web server of the tests
 * has no business on port 80. Where the machine has a policy of its own, that one counts.
 */
export async function forbidServices(path: string = POLICY_FILE): Promise<AsyncDisposable> {
  try {
    await writeFile(path, POLICY, { flag: "wx", mode: 0o755 });
  } catch (error) {
    if (errorCode(error) === "EEXIST") return { [Symbol.asyncDispose]: async () => {} };
    throw error;
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}
