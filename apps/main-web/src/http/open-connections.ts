import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Occupation, chooseVictims } from "./connections/choose-victims.ts";
import { Connection } from "./connections/connection.ts";
import { LentBodies } from "./connections/lent-bodies.ts";
import { stopParsing } from "./connections/stop-parsing.ts";
import type { ServerLimits } from "./server-limits.ts";

/** Why connections were closed before their time. */
export type ClosedReason = Exclude<Occupation, "listening"> | "full" | "pipelining";

/** So many are given up at once that finding them costs little for each. */
const VICTIMS_SHARE = 1 / 64;

/**
 * The connections of a server, what each does, and how many there may be. Node's own
 * `maxConnections` refuses new ones while idle ones stay, and its `closeIdleConnections()`, which
 * its `close()` calls, takes a response for done as soon as `end()` was called, and cuts those that
 * are still being sent.
 */
export class OpenConnections {
  /** How many were closed for each reason. */
  readonly closed: Record<ClosedReason, number> = {
    waiting: 0,
    resting: 0,
    reading: 0,
    full: 0,
    pipelining: 0,
  };
  readonly #limits: ServerLimits;
  readonly #connections = new Map<Socket, Connection>();
  readonly #lent: LentBodies<Socket>;
  #queued = 0;

  constructor(server: Server, limits: ServerLimits) {
    this.#limits = limits;
    this.#lent = new LentBodies(limits.lentBytesMax);
    server.on("connection", (socket) => this.#open(socket));
  }

  get size(): number {
    return this.#connections.size;
  }

  /** @returns how many do this */
  count(occupation: Occupation): number {
    let count = 0;
    for (const connection of this.#connections.values()) {
      if (connection.occupation === occupation) count++;
    }
    return count;
  }

  of(socket: Socket): Connection | undefined {
    return this.#connections.get(socket);
  }

  /**
   * Takes note of a request.
   *
   * @returns its connection, or `undefined` when the request is not to be answered
   */
  begin(response: ServerResponse, nowMs: number): Connection | undefined {
    const connection = this.#connections.get(response.req.socket);
    if (connection === undefined || connection.isLast) return undefined;
    const { queueLength } = connection;
    connection.begin(response, nowMs);
    this.#queued += connection.queueLength - queueLength;
    if (connection.queueLength > 0) this.#boundQueue(connection, response);
    return connection;
  }

  /**
   * Takes note of a body that is on its way, and closes connections if there are too many of them.
   *
   * @param body `undefined` when no more than a piece of it is in memory
   * @returns what to call when it is sent, or will not be
   */
  lend(body: Buffer | undefined, socket: Socket): () => void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) connection.bodiesUnderWay++;
    for (const victim of body === undefined ? [] : this.#lent.lend(body, socket)) {
      const holder = this.#connections.get(victim);
      if (holder !== undefined) this.#close(holder, "reading");
    }
    return () => {
      if (connection !== undefined) connection.bodiesUnderWay--;
      if (body !== undefined) this.#lent.giveBack(body, socket);
    };
  }

  /** Closes the connections on which nothing is under way. */
  closeResting(): void {
    for (const { socket, isAtRest } of this.#connections.values()) if (isAtRest) socket.destroy();
  }

  /** Closes them all. @returns how many there were */
  closeAll(): number {
    const count = this.#connections.size;
    for (const socket of this.#connections.keys()) socket.destroy();
    return count;
  }

  #open(socket: Socket): void {
    const nowMs = performance.now();
    const { connectionsMax } = this.#limits;
    if (this.#connections.size >= connectionsMax) this.#makeRoom(nowMs);
    if (this.#connections.size >= connectionsMax) {
      this.closed.full++;
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, nowMs);
    this.#connections.set(socket, connection);
    socket.once("close", () => this.#forget(connection));
  }

  #makeRoom(nowMs: number): void {
    const count = Math.ceil(this.#limits.connectionsMax * VICTIMS_SHARE);
    for (const victim of chooseVictims(this.#connections.values(), count, nowMs)) {
      if (victim.occupation !== "listening") this.#close(victim, victim.occupation);
    }
  }

  #close(connection: Connection, reason: ClosedReason): void {
    this.closed[reason]++;
    connection.socket.destroy();
    // Its `close` comes only after this turn, and more connections and requests within it.
    this.#forget(connection);
  }

  #forget(connection: Connection): void {
    if (!this.#connections.delete(connection.socket)) return;
    this.#queued -= connection.queueLength;
    // An answer that waits for its turn never hears of the end of its connection.
    if (connection.bodiesUnderWay > 0) this.#lent.leave(connection.socket);
  }

  /** What is parsed from one packet can be thousands of requests, whose answers wait in memory. */
  #boundQueue(connection: Connection, response: ServerResponse): void {
    const { pipelinedMax, pipelinedTotalMax } = this.#limits;
    if (this.#queued > pipelinedTotalMax) this.#recount();
    if (this.#queued > pipelinedTotalMax) {
      this.closed.pipelining++;
      connection.isLast = true;
      stopParsing(connection.socket);
      // What waits on it stays in memory, and counted, until its `close`.
      connection.socket.destroy();
    } else if (connection.queueLength === pipelinedMax) {
      stopParsing(connection.socket);
      connection.isLast = true;
      response.shouldKeepAlive = false;
    }
  }

  /** Connections that rest now may still have been counted with what they once had in their queues. */
  #recount(): void {
    this.#queued = 0;
    for (const connection of this.#connections.values()) {
      connection.prune();
      this.#queued += connection.queueLength;
    }
  }
}
