import { readFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StorageError } from "../storage.ts";
import type { Credentials, Sign } from "./credentials.ts";

/** A key or a token is far shorter; what is longer is another file. */
const SECRET_CHARACTERS_MAX = 65_536;

/** A secret in a file, which is read again when it is refused: somebody may have exchanged it. */
export class FileCredentials implements Credentials {
  readonly #path: string;
  readonly #toSign: (secret: string) => Sign;
  #held: { readonly secret: string; readonly sign: Sign } | undefined;

  /** @param toSign makes of the file's text, without the white space around it, what signs */
  constructor(path: string, toSign: (secret: string) => Sign) {
    this.#path = path;
    this.#toSign = toSign;
  }

  async current(signal: AbortSignal): Promise<Sign> {
    return this.#held?.sign ?? (await this.#read(signal));
  }

  async renew(refused: Sign, signal: AbortSignal): Promise<boolean> {
    // Another request may have read the new secret while this one was under way.
    if (this.#held?.sign !== refused) return true;
    return (await this.#read(signal)) !== refused;
  }

  async #read(signal: AbortSignal): Promise<Sign> {
    const secret = await readSecret(this.#path, signal);
    if (this.#held?.secret !== secret) {
      this.#held = { secret, sign: this.#toSign(secret) };
    }
    return this.#held.sign;
  }
}

async function readSecret(path: string, signal: AbortSignal): Promise<string> {
  const refuse = (got: string, cause?: unknown): StorageError =>
    new StorageError("ERR_STORAGE_REFUSED", `Expected a secret in the file ${path}, got ${got}`, {
      cause,
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
