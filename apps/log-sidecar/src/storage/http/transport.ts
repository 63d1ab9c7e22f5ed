import { addAbortListener } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { OBJECT_BYTES_MAX } from "../../chunk/codec.ts";
import { toConnectionError } from "./connection-error.ts";
import { Pace, type PaceLimits } from "./pace.ts";
import { proxiesOf } from "./proxies.ts";
import {
  EarlySuccessError,
  NoLengthError,
  type Sink,
  readAnswer,
  tellsItsEnd,
} from "./read-answer.ts";
import { RequestBody } from "./request-body.ts";
import { type Route, Routes } from "./routes.ts";
import { secretsOf } from "./secrets-of.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /**
   * A longer answer is an error.
   * @default as much as a chunk may take for GET, 1 MiB for others
   */
  readonly answerBytesMax?: number | undefined;
  /** Takes an answer of that status piece by piece, of which then nothing is kept. */
  readonly sink?: Sink | undefined;
  /** Secrets in its body; those of its headers and its URL are known. */
  readonly secrets?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** That of an error status may be cut short. */
  readonly body: Buffer;
  /** What it was asked with, so that nothing of that is told to others, if the server repeats it. */
  readonly secrets?: readonly string[];
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
const SMALL_ANSWER_BYTES_MAX = 2 ** 20;

/**
 * HTTP to a storage, over undici. (Its `request`, as `fetch` copies bodies.) Every answer is one,
 * whatever its status; nothing is repeated, no redirection followed. There is always an end: a
 * connection that is silent, or too slow, is given up. A success counts only when it comes after the
 * whole request was sent.
 */
export class Transport implements AsyncDisposable {
  readonly #routes: Routes;
  readonly #limits: TransportLimits;

  private constructor(routes: Routes, limits: TransportLimits) {
    this.#routes = routes;
    this.#limits = limits;
  }

  /** @throws the system's error when the file of certificates cannot be read */
  static async open({ caFile, env, limits: given }: TransportOptions): Promise<Transport> {
    const limits = { ...LIMITS, ...given };
    const tls = caFile === undefined ? {} : { ca: await withDefaultCertificates(caFile) };
    const agent = {
      allowH2: false,
      connections: CONNECTIONS_MAX,
      headersTimeout: limits.silenceMs,
      bodyTimeout: limits.silenceMs,
      maxHeaderSize: HEADER_BYTES_MAX,
      connectTimeout: limits.connectMs,
      connect: { timeout: limits.connectMs },
    };
    return new Transport(new Routes({ agent, tls, proxies: proxiesOf(env) }), limits);
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
      const { proxy } = this.#routes.to(request.url);
      const secrets = [...secretsOf(request), ...(proxy?.secrets ?? [])];
      throw toConnectionError(cause, { ...request, secrets, proxy: proxy?.address });
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
    const { method, url, headers = {}, body, sink } = request;
    const route = this.#routes.to(url);
    const moved = (bytes: number): void => pace.moved(bytes);
    const sent = body && new RequestBody(body, moved);
    const answer = await route.dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: body === undefined ? headers : withLength(headers, body.length),
      // Undici takes iterables, too, though its types do not say so.
      body: sent === undefined ? null : (sent.pieces() as unknown as Readable),
      signal,
    });
    pace.restart();
    const { statusCode: status } = answer;
    if (isSuccess(status) && sent && !(await isSent(sent, route))) {
      answer.body.on("error", () => {}).destroy();
      throw new EarlySuccessError(status);
    }
    const usual = method === "GET" ? OBJECT_BYTES_MAX : SMALL_ANSWER_BYTES_MAX;
    const bytesMax = request.answerBytesMax ?? usual;
    return {
      status,
      headers: answer.headers,
      body: await readAnswer(status, answer.body, { bytesMax, moved, sink }),
      // Only what fails is told of, and looks for them.
      get secrets() {
        return [...secretsOf(request), ...(route.proxy?.secrets ?? [])];
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#routes[Symbol.asyncDispose]();
  }
}

class TooSlowError extends Error {
  override readonly name = "TooSlowError";
  readonly code = "ERR_TOO_SLOW";
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

async function isSent(body: RequestBody, { proxy }: Route): Promise<boolean> {
  const isWatched = proxy === undefined;
  // Node tells of what TLS has written only when it has done with what it has read.
  if (!body.isSent(isWatched)) await nextTurn();
  return body.isSent(isWatched);
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
