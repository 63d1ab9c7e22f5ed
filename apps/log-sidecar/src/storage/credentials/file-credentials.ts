import type { Credentials, Sign } from "./credentials.ts";
import { readSecret } from "./read-secret.ts";

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
