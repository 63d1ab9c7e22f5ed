import type { Credentials, Sign } from "./credentials.ts";
import { readSecret } from "./read-secret.ts";

/** A secret in a file, which is read again when it is refused: somebody may have exchanged it. */
export class FileCredentials implements Credentials {
  readonly #path: string;
  readonly #toSign: (secret: string) => Sign;
  readonly #read: typeof readSecret;
  #held: { readonly secret: string; readonly sign: Sign } | undefined;

  /**
   * @param toSign makes of what was read what signs
   * @param read reads the file; the usual way takes its text without the white space around it
   */
  constructor(path: string, toSign: (secret: string) => Sign, read = readSecret) {
    this.#path = path;
    this.#toSign = toSign;
    this.#read = read;
  }

  async current(signal: AbortSignal): Promise<Sign> {
    return this.#held?.sign ?? (await this.#readSign(signal));
  }

  async renew(refused: Sign, signal: AbortSignal): Promise<boolean> {
    // Another request may have read the new secret while this one was under way.
    if (this.#held?.sign !== refused) return true;
    return (await this.#readSign(signal)) !== refused;
  }

  async #readSign(signal: AbortSignal): Promise<Sign> {
    const secret = await this.#read(this.#path, signal);
    if (this.#held?.secret !== secret) {
      this.#held = { secret, sign: this.#toSign(secret) };
    }
    return this.#held.sign;
  }
}
