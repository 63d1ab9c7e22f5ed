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
import { mayMeanThatItExists, saysThatItExists, toAzblobError } from "./azblob-error.ts";
import type { AccessTier } from "./azblob-location.ts";
import { readPage } from "./read-page.ts";

/** The oldest version with all that is needed (tier Cold): emulators and clouds of one's own know it. */
const VERSION = "2021-12-02";
/** Of 5,000 that a page may have: a listing is parsed whole, and memory is bounded. */
const PAGE_MAX = 1_000;

export interface AzblobOptions {
  /** As it is shown, and as it is told apart from other storages. */
  readonly url: string;
  /** The address of the account's blobs. */
  readonly endpoint: URL;
  readonly container: string;
  readonly keyPrefix: string;
  readonly tier: AccessTier | undefined;
  readonly transport: Transport;
  readonly credentials: Credentials;
}

/**
 * A container of Azure Blob Storage. An object is a block blob, stored by one Put Blob whose MD5 the
 * server checks; `If-None-Match: *` makes it create atomically.
 */
export class AzblobStorage implements Storage {
  readonly url: string;
  readonly #options: AzblobOptions;

  constructor(options: AzblobOptions) {
    this.url = options.url;
    this.#options = options;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const { tier } = this.#options;
    const answer = await this.#request(
      {
        method: "PUT",
        url: this.#urlOf(this.#options.keyPrefix + key),
        headers: {
          "content-md5": hash("md5", body, "base64"),
          "content-type": "application/octet-stream",
          "if-none-match": "*",
          "x-ms-blob-type": "BlockBlob",
          ...(tier && { "x-ms-access-tier": tier }),
        },
        body,
      },
      signal,
    );
    if (answer.status === 201) return true;
    if (saysThatItExists(answer)) return false;
    if (mayMeanThatItExists(answer) && (await this.#exists(key, signal))) return false;
    throw this.#failed(answer, `create ${key}`);
  }

  async read(key: string, signal: AbortSignal, answerBytesMax?: number): Promise<Buffer> {
    const url = this.#urlOf(this.#options.keyPrefix + key);
    const answer = await this.#request({ method: "GET", url, answerBytesMax }, signal);
    if (answer.status === 200) return answer.body;
    throw this.#failed(answer, `read ${key}`);
  }

  list(prefix: string, signal: ListSignal, attempt?: Attempt): AsyncIterable<ListedObject> {
    const { keyPrefix } = this.#options;
    return listPages(
      async (marker) => {
        const url = this.#urlOf();
        url.search = Object.entries({
          restype: "container",
          comp: "list",
          prefix: keyPrefix + prefix,
          maxresults: String(PAGE_MAX),
          ...(marker !== undefined && { marker }),
        })
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join("&");
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

  async #exists(key: string, signal: AbortSignal): Promise<boolean> {
    const url = this.#urlOf(this.#options.keyPrefix + key);
    return (await this.#request({ method: "HEAD", url }, signal)).status === 200;
  }

  async #request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { credentials, transport } = this.#options;
    const headers = { ...request.headers, "x-ms-version": VERSION };
    return await requestAs(credentials, transport, { ...request, headers }, signal);
  }

  /** Of the container, or of a blob by its whole name. */
  #urlOf(name?: string): URL {
    const { endpoint, container } = this.#options;
    const url = new URL(endpoint);
    const path = name === undefined ? container : `${container}/${encodePath(name)}`;
    url.pathname = `${endpoint.pathname.replace(/\/$/, "")}/${path}`;
    return url;
  }

  #failed(answer: HttpAnswer, what: string): Error {
    return toAzblobError(answer, `${what} in container ${this.#options.container}`);
  }
}
