import { hash } from "node:crypto";
import { type Credentials, requestAs } from "../credentials/credentials.ts";
import { encodePath } from "../http/encode-path.ts";
import { PAGE_BYTES_MAX, listPages } from "../http/list-pages.ts";
import type { HttpAnswer, HttpRequest, Transport } from "../http/transport.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  nextSignal,
} from "../storage.ts";
import { saysThatItExists, toGsError } from "./gs-error.ts";
import { PAGE_FIELDS, readPage } from "./read-page.ts";

const PAGE_MAX = 1_000;

export interface GsOptions {
  /** As it is shown, and as it is told apart from other storages. */
  readonly url: string;
  readonly endpoint: URL;
  readonly bucket: string;
  readonly keyPrefix: string;
  readonly storageClass: string | undefined;
  readonly kmsKey: string | undefined;
  readonly transport: Transport;
  readonly credentials: Credentials;
}

/**
 * A bucket of Google Cloud Storage. Objects go through the XML API, where one PUT carries the bytes,
 * their MD5, which the server checks, and `x-goog-if-generation-match: 0`, which makes it create
 * atomically; listings come from the JSON API, which leaves out what nobody reads.
 */
export class GsStorage implements Storage {
  readonly url: string;
  readonly #options: GsOptions;

  constructor(options: GsOptions) {
    this.url = options.url;
    this.#options = options;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const { storageClass, kmsKey } = this.#options;
    const answer = await this.#request(
      {
        method: "PUT",
        url: this.#objectUrl(key),
        headers: {
          "content-md5": hash("md5", body, "base64"),
          "content-type": "application/octet-stream",
          "x-goog-if-generation-match": "0",
          ...(storageClass !== undefined && { "x-goog-storage-class": storageClass }),
          ...(kmsKey !== undefined && { "x-goog-encryption-kms-key-name": kmsKey }),
        },
        body,
      },
      signal,
    );
    if (answer.status === 200) return true;
    if (saysThatItExists(answer)) return false;
    throw this.#failed(answer, `create ${key}`);
  }

  async read(key: string, signal: AbortSignal, answerBytesMax?: number): Promise<Buffer> {
    const url = this.#objectUrl(key);
    const answer = await this.#request({ method: "GET", url, answerBytesMax }, signal);
    if (answer.status === 200) return answer.body;
    throw this.#failed(answer, `read ${key}`);
  }

  list(prefix: string, signal: ListSignal, attempt?: Attempt): AsyncIterable<ListedObject> {
    const { bucket, keyPrefix } = this.#options;
    return listPages(
      async (pageToken) => {
        const url = this.#urlOf(`storage/v1/b/${encodePath(bucket)}/o`);
        url.search = new URLSearchParams({
          prefix: keyPrefix + prefix,
          maxResults: String(PAGE_MAX),
          fields: PAGE_FIELDS,
          ...(pageToken !== undefined && { pageToken }),
        }).toString();
        const request = { method: "GET", url, answerBytesMax: PAGE_BYTES_MAX };
        const answer = await this.#request(request, nextSignal(signal));
        if (answer.status === 200) return readPage(answer.body);
        throw this.#failed(answer, `list ${prefix}`);
      },
      { keyPrefix, prefix },
      attempt,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.transport[Symbol.asyncDispose]();
  }

  async #request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { credentials, transport } = this.#options;
    return await requestAs(credentials, transport, request, signal);
  }

  #objectUrl(key: string): URL {
    const { bucket, keyPrefix } = this.#options;
    return this.#urlOf(`${bucket}/${encodePath(keyPrefix + key)}`);
  }

  #urlOf(path: string): URL {
    const { endpoint } = this.#options;
    const url = new URL(endpoint);
    url.pathname = `${endpoint.pathname.replace(/\/$/, "")}/${path}`;
    return url;
  }

  #failed(answer: HttpAnswer, what: string): Error {
    return toGsError(answer, `${what} in bucket ${this.#options.bucket}`);
  }
}
