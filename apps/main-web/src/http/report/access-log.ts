import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { Connection } from "../connections/connection.ts";
import { acceptRequestId, newRequestId } from "./request-id.ts";
import { ROUTES } from "./route-of.ts";

export interface AccessLogOptions {
  readonly logger: Logger;
  /** Share of the answers that get a line, from 0 to 1. */
  readonly ratio: number;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What became of a request. */
export interface Answered {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** In ROUTES. */
  readonly route: number;
  readonly status: number;
  readonly durationMs: number;
}

const URL_LENGTH_MAX = 256;
const REQUEST_ID = "X-Request-Id";

/**
 * One line per answer, or of a sample of them. What a client sends is cut and escaped; its address
 * is that of the connection, which may be a proxy's: nothing here could tell whom to believe.
 */
export class AccessLog {
  /** Is there any line to be written? Without it nothing here costs anything. */
  readonly isOn: boolean;
  readonly #logger: Logger;
  readonly #ratio: number;
  readonly #random: () => number;

  constructor({ logger, ratio, random = Math.random }: AccessLogOptions) {
    this.isOn = ratio > 0;
    // Its own setting decides, not LOG_LEVEL.
    this.#logger = this.isOn ? logger.child({}, { level: "info" }) : logger;
    this.#ratio = ratio;
    this.#random = random;
  }

  /**
   * Gives the answer a request id before its head is written: the client's if it is well formed,
   * else a new one if a line could name it.
   */
  identify({ headers }: IncomingMessage, response: ServerResponse): void {
    const given = headers["x-request-id"];
    if (given === undefined && !this.isOn) return;
    const id = acceptRequestId(given) ?? (this.isOn ? newRequestId() : undefined);
    if (id !== undefined) response.setHeader(REQUEST_ID, id);
  }

  /** Writes the line of an answer, if it is one of the sample. */
  answered({ request, response, connection, route, status, durationMs }: Answered): void {
    const { socket } = connection;
    const bytes = socket.bytesWritten - connection.bytesAnswered;
    connection.bytesAnswered = socket.bytesWritten;
    if (!this.#isSampled()) return;
    this.#logger.info(
      {
        requestId: response.getHeader(REQUEST_ID),
        client: socket.remoteAddress,
        method: request.method,
        route: ROUTES[route],
        url: escapeUrl(request.url ?? ""),
        status,
        bytes,
        durationMs: Math.round(durationMs * 1_000) / 1_000,
        ...(response.writableEnded ? {} : { aborted: true }),
      },
      "request",
    );
  }

  /** Writes the line of what could not be parsed as a request. */
  refused(client: string | undefined, status: number): void {
    if (this.isOn && this.#isSampled()) this.#logger.info({ client, status }, "request refused");
  }

  #isSampled(): boolean {
    return this.#ratio === 1 || this.#random() < this.#ratio;
  }
}

/** Cuts it, and leaves only what no terminal takes for a command. */
export function escapeUrl(url: string): string {
  const start = url.length > URL_LENGTH_MAX ? `${url.slice(0, URL_LENGTH_MAX)}…` : url;
  return start.replaceAll(
    /[^ -~…]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}
