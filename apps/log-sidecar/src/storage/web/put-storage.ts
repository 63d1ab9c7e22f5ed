import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import { type ListedObject, type Storage, StorageError, isStorageError } from "../storage.ts";
import { isPage } from "./is-page.ts";
import { readObject } from "./read-object.ts";
import type { WebClient } from "./web-client.ts";

const STORED: ReadonlySet<number> = new Set([200, 201, 204]);
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;
const NOT_IMPLEMENTED = 501;

/**
 * A server that takes PUT, and no more is known. It is asked to create and not to overwrite
 * (RFC 9110, 13.1.2), and to take a repeated request for one; whether it does, it does not say.
 */
export class PutStorage implements Storage {
  readonly url: string;
  readonly #client: WebClient;
  /**
   * Off for a server that rather does nothing than look at the condition; and for one that cannot be read:
   * where it has an object already, nobody could tell which.
   */
  #isConditional = true;
  #hasRead = false;

  constructor(client: WebClient) {
    this.url = client.folder.href;
    this.#client = client;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const isConditional = this.#isConditional;
    let answer = await this.#put(key, body, signal);
    // Others may have found that out meanwhile.
    if (answer.status === NOT_IMPLEMENTED && isConditional) {
      this.#isConditional = false;
      answer = await this.#put(key, body, signal);
    }
    const { status } = answer;
    if (STORED.has(status) && !isPage(answer)) return true;
    if (status === PRECONDITION_FAILED) return false;
    // There is one already; or, as WebDAV has it (RFC 4918, 9.7.1), no folder to put it in.
    if (status === CONFLICT && (await this.#isThere(key, signal))) return false;
    if (status === CONFLICT) {
      throw new StorageError("ERR_STORAGE_REFUSED", `409: PUT ${key}: is its folder there?`, {
        status,
      });
    }
    throw toStorageError(answer, `PUT ${key}`);
  }

  async read(key: string, signal: AbortSignal): Promise<Buffer> {
    try {
      const body = await readObject(this.#client, key, signal);
      this.#hasRead = true;
      return body;
    } catch (error) {
      // Of a server that was read before, it is an error that passes.
      const isBlind = isStorageError(error, "ERR_STORAGE_UNSUPPORTED") && !this.#hasRead;
      if (isBlind) this.#isConditional = false;
      throw error;
    }
  }

  // eslint-disable-next-line require-yield -- there is nothing to yield
  async *list(_prefix: string, signal: AbortSignal): AsyncIterable<ListedObject> {
    signal.throwIfAborted();
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${this.url} cannot be listed`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  async #put(key: string, body: Buffer, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      "content-type": "application/octet-stream",
      // draft-ietf-httpapi-idempotency-key-header: a string of RFC 8941, which keys are as they are.
      "idempotency-key": `"${key}"`,
      ...(this.#isConditional && { "if-none-match": "*" }),
    };
    return await this.#client.request(
      this.#client.urlOf(key),
      { method: "PUT", headers, body },
      signal,
    );
  }

  async #isThere(key: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#client.request(this.#client.urlOf(key), { method: "HEAD" }, signal);
    return answer.status === 200;
  }
}
