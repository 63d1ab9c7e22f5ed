import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Connection } from "./connections/connection.ts";
import { isOneHead } from "./connections/one-head.ts";
import { adaptRequestLine } from "./connections/request-line.ts";
import type { OpenConnections } from "./open-connections.ts";
import type { PlainAnswer } from "./plain-answer.ts";
import { type PlainRequest, readPlainRequest } from "./read-plain-request.ts";
import type { RequestReport } from "./request-report.ts";
import type { ServerLimits } from "./server-limits.ts";

export interface PlainRequestsOptions {
  readonly connections: OpenConnections;
  readonly limits: Pick<ServerLimits, "stallTimeoutMs">;
  readonly isDraining: () => boolean;
  readonly report: RequestReport;
  /** Without it all requests are parsed. */
  readonly answer: PlainAnswer | undefined;
}

type Listener = (chunk: Buffer) => void;

/**
 * Answers plain requests for the page past Node's parser: it, and the request and response objects of
 * Node.js, take twice as long as all the rest.
 *
 * Node's parser stays in charge. It gets the first request of each connection, and every chunk that is not
 * exactly one whole plain request, with the answer before it on its way out. A connection that has once sent
 * anything else than one whole request at a time (a body, pipelined or cut requests) is left to it for good.
 *
 * Node gives a parser to the next client once a connection needs none any more (CONNECT, an upgrade). So its
 * listener reads a chunk only while it is attached to the connection, where Node itself can take it off.
 */
export function answerPlainRequests(server: Server, options: PlainRequestsOptions): void {
  const { connections, limits, isDraining, report, answer } = options;
  const ofSockets = new WeakMap<Socket, PlainRequests>();
  const keepAliveS = Math.floor(server.keepAliveTimeout / 1_000);
  server.on("connection", (socket) => {
    const listeners = socket.listeners("data") as Listener[];
    const [nodesListener] = listeners;
    // Node.js reads in another way than we know: leave it alone.
    if (nodesListener === undefined || listeners.length > 1) return;
    const connection = connections.of(socket);
    if (connection === undefined) return;
    const plain = new PlainRequests(socket, nodesListener, (request, lengthBytes) => {
      const nowMs = performance.now();
      const rendered = isDraining() ? undefined : answer?.(request, keepAliveS);
      if (rendered === undefined) return false;
      connection.answered(lengthBytes, nowMs);
      socket.write(rendered.bytes);
      if (socket.writableLength > 0) {
        const giveBack = connections.lend(rendered.bytes, socket);
        boundStall(connection, limits.stallTimeoutMs, giveBack);
      }
      report.answeredPlainly(connection, request, rendered.status, performance.now() - nowMs);
      return true;
    });
    ofSockets.set(socket, plain);
  });
  server.on("request", (request, response) => {
    ofSockets.get(request.socket)?.parsed(request, response);
  });
}

/** Between requests a connection may be silent for longer than one may leave an answer untaken. */
function boundStall(connection: Connection, stallTimeoutMs: number, sent: () => void): void {
  const { socket } = connection;
  const { timeout: restTimeoutMs = stallTimeoutMs } = socket;
  socket.setTimeout(stallTimeoutMs);
  // Comes after what is waiting. Another answer, by then, has set a timeout of its own.
  socket.write("", () => {
    sent();
    if (connection.openResponse === undefined) socket.setTimeout(restTimeoutMs);
  });
}

class PlainRequests {
  readonly #socket: Socket;
  /** Feeds the parser that Node has given to this connection. */
  readonly #nodesListener: Listener;
  readonly #answer: (request: PlainRequest, lengthBytes: number) => boolean;
  /** The last one that was read here, and its bytes: who polls the page sends the same again. */
  #bytes: Buffer | undefined;
  #plain: PlainRequest | undefined;
  /** The last one that the parser has read. */
  #request: IncomingMessage | undefined;
  #response: ServerResponse | undefined;
  #parsedCount = 0;
  #isParsing = false;

  constructor(
    socket: Socket,
    nodesListener: Listener,
    answer: (request: PlainRequest, lengthBytes: number) => boolean,
  ) {
    this.#socket = socket;
    this.#nodesListener = nodesListener;
    this.#answer = answer;
    socket.removeListener("data", nodesListener);
    socket.on("data", this.#read);
  }

  /** The parser has found the head of a request. */
  parsed(request: IncomingMessage, response: ServerResponse): void {
    this.#parsedCount++;
    this.#request = request;
    this.#response = response;
  }

  readonly #read = (chunk: Buffer): void => {
    // What comes within a chunk that is being parsed is for those whose listeners are attached by then.
    if (this.#isParsing || this.#socket.destroyed) return;
    if (this.#isAtRest) {
      const request = this.#readPlain(chunk);
      if (request !== undefined && this.#answer(request, chunk.length)) return;
    }
    const isStart = this.#request === undefined || this.#isAtRest;
    const isNodes = this.#parse(isStart ? adaptRequestLine(chunk) : chunk);
    if (isNodes && this.#isOneRequest(chunk)) {
      this.#socket.removeListener("data", this.#nodesListener);
    } else {
      // From now on the connection is Node's, or whoever's Node has given it to.
      this.#socket.removeListener("data", this.#read);
    }
  };

  /**
   * Has Node's parser read a chunk.
   *
   * @returns whether it goes on to read this connection: if not, Node has taken its listener off, and may
   * have given the parser to another connection already
   */
  #parse(chunk: Buffer): boolean {
    this.#parsedCount = 0;
    this.#isParsing = true;
    this.#socket.on("data", this.#nodesListener);
    this.#nodesListener.call(this.#socket, chunk);
    this.#isParsing = false;
    return this.#socket.listeners("data").some((listener) => listener === this.#nodesListener);
  }

  /** There was a request, and its answer has left: what is written now comes after it. */
  get #isAtRest(): boolean {
    return this.#response?.writableFinished === true && this.#socket.writableLength === 0;
  }

  #readPlain(chunk: Buffer): PlainRequest | undefined {
    if (this.#bytes !== undefined && chunk.equals(this.#bytes)) return this.#plain;
    const request = readPlainRequest(chunk);
    if (request === undefined) return undefined;
    this.#bytes = chunk;
    this.#plain = request;
    return request;
  }

  /** Whether the parser has made one request of it, without a body, to keep the connection after it. */
  #isOneRequest(chunk: Buffer): boolean {
    return (
      this.#parsedCount === 1 &&
      this.#request?.complete === true &&
      this.#response?.shouldKeepAlive === true &&
      isOneHead(chunk)
    );
  }
}
