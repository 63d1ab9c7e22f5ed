import { addAbortListener } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { CHUNK_BYTES_MAX } from "../../chunk/codec.ts";
import { connectorOf } from "./connect.ts";
import { toConnectionError } from "./connection-error.ts";
import { Pace, type PaceLimits } from "./pace.ts";
import { proxiesOf } from "./proxies.ts";
import { NoLengthError, readAnswer, tellsItsEnd } from "./read-answer.ts";
import { Agent, EnvHttpProxyAgent } from "./undici.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /**
   * A longer answer is an error.
   * @default A chunk for GET, 1 MiB for others.
   */
  readonly answerBytesMax?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** That of an error status may be cut short. */
  readonly body: Buffer;
}

export interface TransportLimits extends PaceLimits {
  readonly connectMs: number;
}

export interface TransportOptions {
  /** A file of certificates (PEM) that are trusted beside the usual ones. */
  readonly caFile?: string | undefined;
  /** Names a proxy, perhaps: `HTTPS_PROXY`, `http_proxy`, `NO_PROXY`. */
  readonly env: Environment;
  /** @default 10 s to connect, 30 s of silence, 16 KiB/s */
  readonly limits?: Partial<TransportLimits>;
}

const LIMITS: TransportLimits = { connectMs: 10_000, silenceMs: 30_000, bytesPerSecond: 16_384 };
/** No more requests than chunks are under way; a listing, or a probe, comes beside them. */
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 16_384;
/** What does not compress grows a little. */
const BODY_BYTES_MAX = CHUNK_BYTES_MAX + 2 ** 20;
const SMALL_ANSWER_BYTES_MAX = 2 ** 20;
/** A body goes out in pieces, so that its progress can be seen. */
const PIECE_BYTES = 262_144;

/**
 * HTTP to a storage, over undici. (Its `request`, as `fetch` copies bodies.) Every answer is one,
 * whatever its status; nothing is repeated, no redirection followed. There is always an end: a
 * connection that is silent, or too slow, is given up.
 */
export class Transport implements AsyncDisposable {
  readonly #dispatcher: Dispatcher;
  readonly #limits: TransportLimits;

  private constructor(dispatcher: Dispatcher, limits: TransportLimits) {
    this.#dispatcher = dispatcher;
    this.#limits = limits;
  }

  /** @throws the system's error when the file of certificates cannot be read */
  static async open({ caFile, env, limits: given }: TransportOptions): Promise<Transport> {
    const limits = { ...LIMITS, ...given };
    const tls = caFile === undefined ? {} : { ca: await withDefaultCertificates(caFile) };
    const options = {
      allowH2: false,
      connections: CONNECTIONS_MAX,
      headersTimeout: limits.silenceMs,
      bodyTimeout: limits.silenceMs,
      maxHeaderSize: HEADER_BYTES_MAX,
      connectTimeout: limits.connectMs,
      connect: { timeout: limits.connectMs, ...tls },
    };
    const proxies = proxiesOf(env);
    const dispatcher =
      proxies.httpProxy || proxies.httpsProxy
        ? new EnvHttpProxyAgent({ ...options, ...proxies, requestTls: tls, proxyTls: tls })
        : new Agent({ ...options, connect: connectorOf({ ...options.connect, allowH2: false }) });
    return new Transport(dispatcher, limits);
  }

  /**
   * @throws StorageError `ERR_STORAGE_UNAVAILABLE` when there is no whole answer, so that it is not
   *   known whether the request took effect; `ERR_STORAGE_REFUSED` when the server cannot be
   *   trusted; the signal's reason
   */
  async request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const end = new AbortController();
    // The caller's signal may live as long as the process: nothing of ours may stay with it.
    using _given = addAbortListener(signal, () => end.abort(signal.reason));
    using pace = new Pace(this.#limits, () => end.abort(new TooSlowError()));
    const { promise: ended, reject } = Promise.withResolvers<never>();
    // Undici would first wait for the connection that it is making.
    end.signal.addEventListener("abort", () => reject(end.signal.reason as Error), { once: true });
    try {
      return await Promise.race([this.#whole(request, pace, end.signal), ended]);
    } catch (cause) {
      signal.throwIfAborted();
      throw toConnectionError(
        cause,
        `${request.method} ${request.url.host}${request.url.pathname}`,
      );
    }
  }

  /** What ends with its connection may have been cut: it is asked for twice, and has to be the same. */
  async #whole(request: HttpRequest, pace: Pace, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.#exchange(request, pace, signal);
    if (request.method !== "GET" || tellsItsEnd(answer)) return answer;
    const again = await this.#exchange(request, pace, signal);
    if (again.status !== answer.status || !again.body.equals(answer.body))
      throw new NoLengthError();
    return again;
  }

  async #exchange(request: HttpRequest, pace: Pace, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, url, headers = {}, body } = request;
    const smallest = method === "GET" ? BODY_BYTES_MAX : SMALL_ANSWER_BYTES_MAX;
    const isSmall = body === undefined || body.length <= PIECE_BYTES;
    const answer = await this.#dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: isSmall ? headers : withLength(headers, body.length),
      // Undici takes iterables, too, though its types do not say so.
      body: isSmall ? (body ?? null) : (inPieces(body, pace) as unknown as Readable),
      signal,
    });
    pace.restart();
    const moved = (bytes: number): void => pace.moved(bytes);
    const bytesMax = request.answerBytesMax ?? smallest;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: await readAnswer(answer.statusCode, answer.body, { bytesMax, moved }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

class TooSlowError extends Error {
  override readonly name = "TooSlowError";
  readonly code = "ERR_TOO_SLOW";
}

/** Pieces of a body; undici starts its timer again with each that the server has taken. */
function* inPieces(body: Buffer, pace: Pace): Generator<Buffer, void, undefined> {
  for (let start = 0; start < body.length; start += PIECE_BYTES) {
    const piece = body.subarray(start, start + PIECE_BYTES);
    yield piece;
    pace.moved(piece.length);
  }
}

function withLength(
  headers: Readonly<Record<string, string>>,
  sizeBytes: number,
): Readonly<Record<string, string>> {
  const isThere = Object.keys(headers).some((name) => name.toLowerCase() === "content-length");
  return isThere ? headers : { ...headers, "content-length": String(sizeBytes) };
}

async function withDefaultCertificates(caFile: string): Promise<string[]> {
  const { getCACertificates } = await import("node:tls");
  return [...getCACertificates("default"), await readFile(caFile, "utf8")];
}
