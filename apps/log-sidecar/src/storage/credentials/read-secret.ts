import { readFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";

/** A key or a token is far shorter; what is longer is another file. */
const SECRET_CHARACTERS_MAX = 65_536;

/**
 * The text of a file, without the white space around it.
 *
 * @throws StorageError when it cannot be a secret; the signal's reason
 */
export async function readSecret(path: string, signal: AbortSignal): Promise<string> {
  const refuse = (got: string, cause?: unknown): StorageError =>
    new StorageError("ERR_STORAGE_REFUSED", `Expected a secret in the file ${path}, got ${got}`, {
      cause,
      reason: CREDENTIALS_REASON,
    });
  const text = await readFile(path, { encoding: "utf8", signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw refuse(errorCode(error), error);
  });
  const secret = text.trim();
  if (secret === "") throw refuse("nothing");
  if (secret.length > SECRET_CHARACTERS_MAX) throw refuse(`${secret.length} characters`);
  return secret;
}
