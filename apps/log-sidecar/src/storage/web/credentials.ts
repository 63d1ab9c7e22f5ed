import { readFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { type Credentials, withAuthorization } from "../credentials/credentials.ts";
import { FileCredentials } from "../credentials/file-credentials.ts";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import type { CredentialFile } from "./web-location.ts";

/** The value of `Authorization`, from a file that somebody else keeps up to date. */
export function openWebCredentials(file: CredentialFile): Credentials {
  return new FileCredentials(file.path, withAuthorization, () => readHeader(file));
}

/** @throws StorageError `ERR_STORAGE_REFUSED` when the file holds nothing of use */
async function readHeader({ kind, path }: CredentialFile): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StorageError("ERR_STORAGE_REFUSED", `${errorCode(cause)}: ${path}`, {
      cause,
      reason: CREDENTIALS_REASON,
    });
  });
  const credential = text.trim();
  if (kind === "bearer") {
    // RFC 6750, 2.1; anything else would not survive in a header.
    if (/^[\x21-\x7e]+$/.test(credential)) return `Bearer ${credential}`;
    throw new StorageError("ERR_STORAGE_REFUSED", `Expected a token in ${path}`, {
      reason: CREDENTIALS_REASON,
    });
  }
  // RFC 7617, 2: no control characters, and in UTF-8, as nearly every server takes it.
  // eslint-disable-next-line no-control-regex -- it is about them
  if (!/^[^:\x00-\x1f\x7f]+:[^\x00-\x1f\x7f]*$/.test(credential)) {
    throw new StorageError("ERR_STORAGE_REFUSED", `Expected \`user:password\` in ${path}`, {
      reason: CREDENTIALS_REASON,
    });
  }
  return `Basic ${Buffer.from(credential).toString("base64")}`;
}
