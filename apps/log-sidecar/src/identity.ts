import { hostname } from "node:os";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { createIdentity, readIdentity } from "./identity-file.ts";
import { whyNoName } from "./name-value.ts";
import type { StatePlace } from "./volume/state-place.ts";

/** Where a Pod's name is from. */
export type NameSource = "POD_NAME" | "identity file" | "host name";

export interface PodIdentity {
  readonly podName: string;
  readonly source: NameSource;
}

/**
 * The Pod's name where POD_NAME is not set: the host name of the first start, which is read back later. A
 * container that is made anew has another host name, and would ship all again under it.
 *
 * Whatever is wrong with the file is said, and the host name is used.
 */
export async function keepIdentity(place: StatePlace, logger: Logger): Promise<PodIdentity> {
  const own = ownName();
  try {
    const kept = await readIdentity(place);
    if (kept !== undefined) return said(logger, { podName: kept, source: "identity file" });
    // Another process may have been faster.
    return said(logger, { podName: await createIdentity(place, own), source: "host name" });
  } catch (error) {
    const hint =
      "set POD_NAME, or let the sidecar write in STATE_DIR: the host name changes with the container";
    const details = { podName: own, code: errorCode(error), hint, err: error };
    logger.warn(details, "cannot keep the Pod's name, using the host name");
    return { podName: own, source: "host name" };
  }
}

/** The same without writing anything, for what only looks. */
export async function peekIdentity(place: StatePlace): Promise<string> {
  return (await readIdentity(place).catch(() => undefined)) ?? ownName();
}

function said(logger: Logger, identity: PodIdentity): PodIdentity {
  const { podName, source } = identity;
  const because =
    source === "identity file"
      ? "POD_NAME is not set, using the Pod's name that STATE_DIR keeps"
      : "POD_NAME is not set, using the host name and keeping it in STATE_DIR";
  logger.info({ podName, source }, because);
  return identity;
}

/** Systems take nearly anything for a host name. */
function ownName(): string {
  const name = hostname();
  return whyNoName(name) === undefined ? name : "localhost";
}
