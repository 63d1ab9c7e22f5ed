import type { HttpAnswer, HttpRequest, Transport } from "../http/transport.ts";
import type { Credentials } from "./credentials.ts";
import { withPath } from "./web-location.ts";

export type WebRequest = Omit<HttpRequest, "url">;

const UNAUTHORIZED: ReadonlySet<number> = new Set([401, 403]);

/** Requests to what is below one folder of a server, with credentials where it wants some. */
export class WebClient implements AsyncDisposable {
  readonly folder: URL;
  readonly #transport: Transport;
  readonly #credentials: Credentials | undefined;

  constructor(folder: URL, transport: Transport, credentials: Credentials | undefined) {
    this.folder = folder;
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /** The URL of a key, in which `%` is a character like any other. */
  urlOf(key: string): URL {
    const path = key.split("/").map(encodeURIComponent).join("/");
    return withPath(this.folder, this.folder.pathname + path);
  }

  /**
   * Once more with other credentials, where the server refuses those that were read before.
   *
   * @throws StorageError
   */
  async request(url: URL, request: WebRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const authorization = await this.#credentials?.header();
    const answer = await this.#send(url, request, authorization, signal);
    if (authorization === undefined || !UNAUTHORIZED.has(answer.status)) return answer;
    if (!(await this.#credentials?.refresh(authorization))) return answer;
    return await this.#send(url, request, await this.#credentials?.header(), signal);
  }

  async #send(
    url: URL,
    request: WebRequest,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const headers = { ...request.headers, ...(authorization && { authorization }) };
    return await this.#transport.request({ ...request, url, headers }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}
