import { rm, writeFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** Debian's packages ask it whether they may start what they bring; 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";
const NEVER = "#!/bin/sh\nexit 101\n";

/** Keeps packages that are installed by `work` from starting services. A policy that is there stands. */
export async function withoutServices<T>(
  work: () => Promise<T>,
  policy: string = POLICY,
): Promise<T> {
  const isOurs = await writeFile(policy, NEVER, { flag: "wx", mode: 0o755 }).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === "EEXIST") return false;
      throw error;
    },
  );
  try {
    return await work();
  } finally {
    if (isOurs) await rm(policy, { force: true });
  }
}
