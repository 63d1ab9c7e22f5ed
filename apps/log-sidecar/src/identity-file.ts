import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { whyNoName } from "./name-value.ts";
import { type Fields, hasFields } from "./volume/fields.ts";
import { type StatePlace, openStateFolder } from "./volume/state-place.ts";
import { createSmallFile, readSmallFile } from "./volume/small-file.ts";

interface Identity {
  readonly version: typeof VERSION;
  readonly podName: string;
}

const NAME = "identity.json";
const VERSION = 1;
/** Far more than a name takes. */
const BYTES_MAX = 4_096;

const IDENTITY_FIELDS: Fields<Identity> = {
  version: (version) => version === VERSION,
  podName: (name) => typeof name === "string" && whyNoName(name) === undefined,
};

/** An identity file that cannot be relied on: damaged, forged, or of another version. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly code = "ERR_IDENTITY";
}

/**
 * The name that STATE_DIR keeps.
 *
 * @returns undefined where there is none
 * @throws IdentityError; the system's error
 */
export async function readIdentity(place: StatePlace): Promise<string | undefined> {
  try {
    await using folder = await openStateFolder(place, undefined, false);
    const content = await readSmallFile(folder, NAME, BYTES_MAX);
    return content && parseIdentity(content.toString());
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Writes a name down, unless there is one.
 *
 * @returns the name that counts from now on
 * @throws IdentityError for a file that is there and cannot be relied on; the system's error
 */
export async function createIdentity(place: StatePlace, podName: string): Promise<string> {
  await using folder = await openStateFolder(place, undefined, true);
  const identity: Identity = { version: VERSION, podName };
  if (await createSmallFile(folder, NAME, `${JSON.stringify(identity)}\n`)) return podName;
  return (await readIdentity(place)) ?? podName;
}

/** @throws IdentityError */
export function parseIdentity(text: string): string {
  let identity: unknown;
  try {
    identity = JSON.parse(text);
  } catch (cause) {
    throw new IdentityError("Expected JSON", { cause });
  }
  if (hasFields(identity, IDENTITY_FIELDS)) return identity.podName;
  throw new IdentityError("Expected the fields of an identity");
}
