import { readFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StorageError } from "../storage.ts";
import type { CredentialFile } from "./web-location.ts";

/** The value of `Authorization`, from a file that somebody else keeps up to date. */
export class Credentials {
  readonly #file: CredentialFile;
  #header: string | undefined;

  constructor(file: CredentialFile) {
    this.#file = file;
  }

  /** @throws StorageError `ERR_STORAGE_REFUSED` when the file holds nothing of use */
  async header(): Promise<string> {
    this.#header ??= await readHeader(this.#file);
    return this.#header;
  }

  /**
   * Reads the file again.
   *
   * @returns whether there is something else in it than the server was shown
   */
  async refresh(shown: string): Promise<boolean> {
    this.#header = await readHeader(this.#file);
    return this.#header !== shown;
  }
}

async function readHeader({ kind, path }: CredentialFile): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StorageError("ERR_STORAGE_REFUSED", `${errorCode(cause)}: ${path}`, { cause });
  });
  const credential = text.trim();
  if (kind === "bearer") {
    // RFC 6750, 2.1; anything else would not survive in a header.
    if (/^[\x21-\x7e]+$/.test(credential)) return `Bearer ${credential}`;
    throw new StorageError("ERR_STORAGE_REFUSED", `Expected a token in ${path}`);
  }
  // RFC 7617, 2: no control characters, and in UTF-8, as nearly every server takes it.
  // eslint-disable-next-line no-control-regex -- it is about them
  if (!/^[^:\x00-\x1f\x7f]+:[^\x00-\x1f\x7f]*$/.test(credential)) {
    throw new StorageError("ERR_STORAGE_REFUSED", `Expected \`user:password\` in ${path}`);
  }
  return `Basic ${Buffer.from(credential).toString("base64")}`;
}
