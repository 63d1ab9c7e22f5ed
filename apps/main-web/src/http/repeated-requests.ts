import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Connection } from "./connections/connection.ts";
import { isOneHead } from "./connections/one-head.ts";
import type { OpenConnections } from "./open-connections.ts";
import type { RepeatAnswer } from "./repeat-answer.ts";
import type { RequestReport } from "./request-report.ts";
import type { ServerLimits } from "./server-limits.ts";

/** Longer requests are never the same twice, or not worth keeping. */
const REQUEST_BYTES_MAX = 2_048;

export interface RepeatsOptions {
  readonly connections: OpenConnections;
  readonly limits: Pick<ServerLimits, "stallTimeoutMs">;
  readonly isDraining: () => boolean;
  readonly report: RequestReport;
  readonly answer: RepeatAnswer;
}

type Listener = (chunk: Buffer) => void;

/**
 * Answers a request that is, byte for byte, the one before on its connection, without parsing it again:
 * what polls a page sends the same bytes each time, and parser and response objects of Node.js take
 * twice as long as all the rest.
 *
 * Node's parser stays in charge. It gets every chunk that is not exactly one whole request which it
 * has parsed as such before, with its answer on its way out. A connection that has once sent anything
 * else than one whole request at a time (a body, pipelined or cut requests) is left to it for good.
 */
export function answerRepeats(server: Server, options: RepeatsOptions): void {
  const { connections, limits, isDraining, report, answer } = options;
  const ofSockets = new WeakMap<Socket, RepeatedRequests>();
  const keepAliveS = Math.floor(server.keepAliveTimeout / 1_000);
  server.on("connection", (socket) => {
    const listeners = socket.listeners("data") as Listener[];
    const [parse] = listeners;
    // Node.js reads in another way than we know: leave it alone.
    if (parse === undefined || listeners.length > 1) return;
    const connection = connections.of(socket);
    if (connection === undefined) return;
    const repeated = new RepeatedRequests(socket, parse, (request, lengthBytes) => {
      const nowMs = performance.now();
      const rendered = isDraining() ? undefined : answer(request, keepAliveS);
      if (rendered === undefined) return false;
      connection.answered(lengthBytes, nowMs);
      socket.write(rendered.bytes);
      if (socket.writableLength > 0) boundStall(connection, limits.stallTimeoutMs);
      report.repeated(request, rendered.status, performance.now() - nowMs);
      return true;
    });
    ofSockets.set(socket, repeated);
  });
  server.on("request", (request, response) => {
    ofSockets.get(request.socket)?.parsed(request, response);
  });
}

/** Between requests a connection may be silent for longer than one may leave an answer untaken. */
function boundStall(connection: Connection, stallTimeoutMs: number): void {
  const { socket } = connection;
  const { timeout: restTimeoutMs = stallTimeoutMs } = socket;
  socket.setTimeout(stallTimeoutMs);
  // Comes after what is waiting. Another answer, by then, has set a timeout of its own.
  socket.write("", () => {
    if (connection.openResponse === undefined) socket.setTimeout(restTimeoutMs);
  });
}

class RepeatedRequests {
  readonly #socket: Socket;
  readonly #parse: Listener;
  readonly #answer: (request: IncomingMessage, lengthBytes: number) => boolean;
  /** The bytes of the last request, as they came in one chunk. */
  #bytes: Buffer | undefined;
  #request: IncomingMessage | undefined;
  #response: ServerResponse | undefined;
  #parsedCount = 0;

  constructor(
    socket: Socket,
    parse: Listener,
    answer: (request: IncomingMessage, lengthBytes: number) => boolean,
  ) {
    this.#socket = socket;
    this.#parse = parse;
    this.#answer = answer;
    socket.removeListener("data", parse);
    socket.on("data", this.#read);
  }

  /** The parser has found the head of a request. */
  parsed(request: IncomingMessage, response: ServerResponse): void {
    this.#parsedCount++;
    this.#request = request;
    this.#response = response;
  }

  readonly #read = (chunk: Buffer): void => {
    if (this.#isRepeat(chunk) && this.#answer(this.#request as IncomingMessage, chunk.length)) {
      return;
    }
    this.#parsedCount = 0;
    this.#parse.call(this.#socket, chunk);
    if (this.#isOneRequest(chunk)) this.#bytes = Buffer.from(chunk);
    else this.#giveUp();
  };

  #isRepeat(chunk: Buffer): boolean {
    return (
      this.#bytes !== undefined &&
      // The answer before has left: what is written now comes after it.
      this.#response?.writableFinished === true &&
      this.#socket.writableLength === 0 &&
      chunk.equals(this.#bytes)
    );
  }

  /** Whether the parser has made one request of it, without a body, to keep the connection after it. */
  #isOneRequest(chunk: Buffer): boolean {
    return (
      this.#parsedCount === 1 &&
      this.#request?.complete === true &&
      this.#response?.shouldKeepAlive === true &&
      chunk.length <= REQUEST_BYTES_MAX &&
      isOneHead(chunk)
    );
  }

  #giveUp(): void {
    this.#bytes = undefined;
    this.#socket.removeListener("data", this.#read);
    this.#socket.on("data", this.#parse);
  }
}
