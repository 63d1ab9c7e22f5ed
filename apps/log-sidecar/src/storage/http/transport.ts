import { readFile } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { CHUNK_BYTES_MAX } from "../../chunk/codec.ts";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { StorageError } from "../storage.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface TransportOptions {
  /** A file of certificates (PEM) that are trusted beside the usual ones. */
  readonly caFile?: string | undefined;
  /** Names a proxy, perhaps: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
  readonly env: Environment;
}

/** A host that does not answer within these is unavailable. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_MS_MAX = 30_000;
/** No more requests than chunks are under way; a listing, or a probe, comes beside them. */
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 16_384;
/** What does not compress grows a little. */
const BODY_BYTES_MAX = CHUNK_BYTES_MAX + 2 ** 20;

/**
 * HTTP to a storage, over undici. (Its `request`, as `fetch` copies bodies.) Every answer is one,
 * whatever its status; nothing is repeated, no redirection followed.
 */
export class Transport implements AsyncDisposable {
  readonly #dispatcher: Dispatcher;

  private constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** @throws the system's error when the file of certificates cannot be read */
  static async open({ caFile, env }: TransportOptions): Promise<Transport> {
    const tls = caFile === undefined ? {} : { ca: await withDefaultCertificates(caFile) };
    const options = {
      allowH2: false,
      connections: CONNECTIONS_MAX,
      headersTimeout: SILENCE_MS_MAX,
      bodyTimeout: SILENCE_MS_MAX,
      maxHeaderSize: HEADER_BYTES_MAX,
      maxResponseSize: BODY_BYTES_MAX,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...tls },
    };
    const proxies = proxiesOf(env);
    return new Transport(
      proxies.httpProxy || proxies.httpsProxy
        ? new EnvHttpProxyAgent({ ...options, ...proxies, requestTls: tls })
        : new Agent(options),
    );
  }

  /**
   * @throws StorageError `ERR_STORAGE_UNAVAILABLE` when there is no whole answer, so that it is not
   *   known whether the request took effect; the signal's reason
   */
  async request(
    { method, url, headers = {}, body }: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    signal.throwIfAborted();
    try {
      const answer = await this.#dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body: body ?? null,
        signal,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.from(await answer.body.arrayBuffer()),
      };
    } catch (cause) {
      signal.throwIfAborted();
      const message = `${errorCode(cause)}: ${method} ${url.host}${url.pathname}`;
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", message, { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

async function withDefaultCertificates(caFile: string): Promise<string[]> {
  const { getCACertificates } = await import("node:tls");
  return [...getCACertificates("default"), await readFile(caFile, "utf8")];
}

/** Lower case first, as curl does, which knows no HTTP_PROXY (CGI would let clients set it). */
function proxiesOf(env: Environment) {
  return {
    httpProxy: env["http_proxy"] ?? "",
    httpsProxy: env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "",
    noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
  };
}
