import type { HttpAnswer, HttpRequest, Transport } from "../http/transport.ts";
import { type Credentials, fixedCredentials, requestAs } from "../credentials/credentials.ts";
import { encodePath } from "../http/encode-path.ts";
import { withPath } from "./web-location.ts";

export type WebRequest = Omit<HttpRequest, "url">;

/** Requests to what is below one folder of a server, with credentials where it wants some. */
export class WebClient implements AsyncDisposable {
  readonly folder: URL;
  readonly #transport: Transport;
  readonly #credentials: Credentials;

  /** @param credentials none for a server that wants none */
  constructor(
    folder: URL,
    transport: Transport,
    credentials: Credentials = fixedCredentials((request) => request),
  ) {
    this.folder = folder;
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /** The URL of a key, in which `%` is a character like any other. */
  urlOf(key: string): URL {
    return withPath(this.folder, this.folder.pathname + encodePath(key));
  }

  /** @throws StorageError */
  async request(url: URL, request: WebRequest, signal: AbortSignal): Promise<HttpAnswer> {
    return await requestAs(this.#credentials, this.#transport, { ...request, url }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}
