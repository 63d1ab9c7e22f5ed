import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Occupation } from "./choose-victims.ts";

/** One client's connection, and how far it is with its requests. */
export class Connection {
  readonly socket: Socket;
  /** When it was opened, or when its last request came. */
  sinceMs: number;
  /** No request that comes now is answered: an answer before it said so, or it was refused. */
  isLast = false;
  /** Bytes of the answers that are sent. */
  bytesAnswered = 0;
  /** Bodies that are not sent to their last byte, also when no piece of them is waiting just now. */
  bodiesUnderWay = 0;
  #hasAsked = false;
  #latest: ServerResponse | undefined;
  /** What had come in with the last request: more is the beginning of the next. */
  #bytesRead = 0;
  /** Answers that wait for the one before them; there are none unless the client pipelines. */
  #queue: ServerResponse[] = [];

  constructor(socket: Socket, nowMs: number) {
    this.socket = socket;
    this.sinceMs = nowMs;
  }

  /** The last answer as long as it is not sent to its last byte; all before it are. */
  get openResponse(): ServerResponse | undefined {
    return this.#latest?.writableFinished === false ? this.#latest : undefined;
  }

  get occupation(): Occupation {
    if (!this.#hasAsked) return "waiting";
    const open = this.openResponse;
    if (this.bodiesUnderWay > 0) return "reading";
    if (this.socket.writableLength > 0 || (open?.writableLength ?? 0) > 0) return "reading";
    return open === undefined ? "resting" : "listening";
  }

  /** Is nothing under way, not even the beginning of a request? */
  get isAtRest(): boolean {
    const isSent = this.openResponse === undefined && this.socket.writableLength === 0;
    return isSent && this.socket.bytesRead === this.#bytesRead;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Forgets what has been sent meanwhile of the queue. */
  prune(): void {
    if (this.#queue.length === 0) return;
    if (this.openResponse === undefined) this.#queue = [];
    else
      this.#queue.splice(
        0,
        this.#queue.findIndex(({ writableFinished }) => !writableFinished),
      );
  }

  /** Takes note of a request. It is part of the hot path: who does not pipeline costs nothing. */
  begin(response: ServerResponse, nowMs: number): void {
    this.prune();
    // Answers are sent in the order of their requests (RFC 9112, 9.3.2).
    if (this.openResponse !== undefined) this.#queue.push(response);
    this.#hasAsked = true;
    this.#latest = response;
    this.#bytesRead = this.socket.bytesRead;
    this.sinceMs = nowMs;
  }

  /** Takes note of a request of so many bytes that was answered without a response object. */
  answered(lengthBytes: number, nowMs: number): void {
    this.#hasAsked = true;
    this.#bytesRead += lengthBytes;
    this.sinceMs = nowMs;
  }
}
