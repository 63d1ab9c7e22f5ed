import { hash } from "node:crypto";
import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import {
  type ListSignal,
  type ListedObject,
  type Storage,
  StorageError,
  nextSignal,
} from "../storage.ts";
import { expectWholeBody } from "./expect-whole-body.ts";
import { isPage } from "./is-page.ts";
import { readObject } from "./read-object.ts";
import type { WebClient } from "./web-client.ts";

const STORED: ReadonlySet<number> = new Set([200, 201, 204]);
const IF_NONE = { "if-none-match": "*" } as const;
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
  /** Off for a server that rather does nothing than look at the condition. */
  #isConditional = true;
  /** Off for a server that cannot be asked for the length of what it has. */
  #tellsLength = true;

  constructor(client: WebClient) {
    this.url = client.folder.href;
    this.#client = client;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const isConditional = this.#isConditional;
    let answer = await this.#put(key, body, isConditional ? IF_NONE : {}, signal);
    // Others may have found that out meanwhile.
    if (answer.status === NOT_IMPLEMENTED && isConditional) {
      this.#isConditional = false;
      answer = await this.#put(key, body, {}, signal);
    }
    if (isStored(answer)) {
      await this.#expectWhole(key, body, signal);
      return true;
    }
    const { status } = answer;
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

  async replace(key: string, body: Buffer, signal: AbortSignal): Promise<void> {
    const answer = await this.#put(key, body, {}, signal);
    if (!isStored(answer)) throw toStorageError(answer, `PUT ${key}`);
  }

  async repair(key: string, damaged: Buffer, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const url = this.#client.urlOf(key);
    const headers = { "accept-encoding": "identity" };
    const found = await this.#client.request(url, { method: "GET", headers }, signal);
    if (found.status !== 200) throw toStorageError(found, `GET ${key}`);
    if (!found.body.equals(damaged)) return false;
    const { etag } = found.headers;
    const isTagged = typeof etag === "string" && etag.startsWith('"');
    // A server without conditions overwrites whatever is there; whoever uses it knows that.
    if (!isTagged && this.#isConditional) {
      throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${key} has no tag to replace it by`);
    }
    const condition = isTagged ? { "if-match": etag } : {};
    const answer = await this.#put(key, body, condition, signal);
    if (answer.status === PRECONDITION_FAILED) return false;
    if (!isStored(answer)) throw toStorageError(answer, `PUT ${key}`);
    await this.#expectWhole(key, body, signal);
    return true;
  }

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    return await readObject(this.#client, key, signal, bytesMax);
  }

  // eslint-disable-next-line require-yield -- there is nothing to yield
  async *list(_prefix: string, signal: ListSignal): AsyncIterable<ListedObject> {
    nextSignal(signal).throwIfAborted();
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${this.url} cannot be listed`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  async #put(
    key: string,
    body: Buffer,
    condition: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const headers = {
      "content-type": "application/octet-stream",
      // draft-ietf-httpapi-idempotency-key-header: a string of RFC 8941. Of the body as well: the next
      // attempt may be a longer chunk, which is not to be taken for the one before.
      "idempotency-key": `"${key}:${hash("sha256", body)}"`,
      ...condition,
    };
    return await this.#client.request(
      this.#client.urlOf(key),
      { method: "PUT", headers, body },
      signal,
    );
  }

  async #expectWhole(key: string, body: Buffer, signal: AbortSignal): Promise<void> {
    if (!this.#tellsLength) return;
    const url = this.#client.urlOf(key);
    const object = { url, key, sizeBytes: body.length };
    this.#tellsLength = await expectWholeBody(this.#client, object, signal);
  }

  async #isThere(key: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#client.request(this.#client.urlOf(key), { method: "HEAD" }, signal);
    return answer.status === 200;
  }
}

function isStored(answer: HttpAnswer): boolean {
  return STORED.has(answer.status) && !isPage(answer);
}
