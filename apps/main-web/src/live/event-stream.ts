import type { ServerResponse } from "node:http";

/** One client that listens. */
export interface LiveClient {
  /** Sends encoded events. @returns false when the client is too slow, and was dropped */
  send(events: Buffer): boolean;
  /** Looks whether what was sent before the last look has gone out. @returns as `send` */
  isTaking(): boolean;
  end(): void;
}

/**
 * What may wait for one client: a few times what it gets at its start. The bytes are the same for
 * all clients and in memory once; this bounds how far behind a client may be.
 */
const WAITING_BYTES_MAX = 256 * 1_024;

/** A stream of events that drops a client which does not read, instead of buffering for it. */
export class EventStream implements LiveClient {
  readonly #response: ServerResponse;
  /** What had gone out at the last look, if something was waiting then. */
  #stuckAtBytes: number | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  send(events: Buffer): boolean {
    if (events.length > 0) this.#response.write(events);
    if (this.#response.writableLength <= WAITING_BYTES_MAX) return true;
    this.#response.destroy();
    return false;
  }

  isTaking(): boolean {
    const { writableLength, socket } = this.#response;
    const goneOut = (socket?.bytesWritten ?? 0) - writableLength;
    if (writableLength > 0 && goneOut === this.#stuckAtBytes) {
      this.#response.destroy();
      return false;
    }
    this.#stuckAtBytes = writableLength > 0 ? goneOut : undefined;
    return true;
  }

  end(): void {
    this.#response.end();
  }
}
