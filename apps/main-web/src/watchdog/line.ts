import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { type Question, type Reply, hasAnswer } from "./judge-answers.ts";
import type { OwnRequests } from "./own-requests.ts";

export interface LineOptions {
  readonly host: string;
  readonly port: number;
  readonly own: OwnRequests;
  /** For the connection. */
  readonly deadlineMs: number;
}

/** More than all answers together; what comes beyond it is thrown away. */
const RECEIVED_MAX = 16_384;

/** One connection of the watchdog to the server of its own process. */
export class Line implements Disposable {
  readonly #socket: Socket;
  readonly #own: Disposable;
  #received = "";
  #isClosed = false;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket, own: Disposable) {
    this.#socket = socket;
    this.#own = own;
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => {
      this.#received = (this.#received + part).slice(0, RECEIVED_MAX);
      this.#changed.resolve();
    });
    socket.on("close", () => {
      this.#isClosed = true;
      this.#changed.resolve();
    });
  }

  /** @returns `undefined` when there is no connection to be had */
  static async open({ host, port, own, deadlineMs }: LineOptions): Promise<Line | undefined> {
    const socket = connect({ host, port, noDelay: true });
    // A connection that breaks has told all there is to know.
    socket.on("error", () => {});
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(deadlineMs) });
    } catch {
      socket.destroy();
      return undefined;
    }
    return new Line(socket, own.begin(socket.localPort ?? 0));
  }

  /** Resolves when an answer has come, or none will. */
  async ask({ request }: Question): Promise<void> {
    this.#socket.write(request);
    while (!this.#isClosed && !hasAnswer(this.#received)) {
      this.#changed = Promise.withResolvers();
      // oxlint-disable-next-line no-await-in-loop -- for one event after the other
      await this.#changed.promise;
    }
  }

  /** Takes all that has come since the last time: also what came before anything was asked. */
  take(question: Question): Reply {
    const received = this.#received;
    this.#received = "";
    return { question, received, isClosed: this.#isClosed };
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.#own[Symbol.dispose]();
  }
}
