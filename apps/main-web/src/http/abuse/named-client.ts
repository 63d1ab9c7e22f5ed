import { setImmediate } from "node:timers/promises";
import { vi } from "vitest";
import { RawClient } from "./raw-client.ts";

/** What a client knows its own answers by: status, and the target that it asked for. */
interface Answer {
  readonly status: number;
  readonly body: string | undefined;
}

/**
 * A client whose every request has a name that no other client's has, and which knows the answers that it
 * has to get from a server that echoes targets; for tests.
 */
export class NamedClient implements AsyncDisposable {
  readonly expected: Answer[] = [];
  /** It has been refused, or has left: no request of it is answered any more. */
  isOver = false;
  readonly #raw: RawClient;
  readonly #name: string;
  #count = 0;
  #hasLeft = false;

  private constructor(raw: RawClient, name: string) {
    this.#raw = raw;
    this.#name = name;
  }

  static async open(port: number, name: string): Promise<NamedClient> {
    return new NamedClient(await RawClient.open(port), name);
  }

  /** Asks for the page, as often as it takes to be answered past Node's parser. */
  async repeat(): Promise<void> {
    for (let count = 0; count < 2; count++) {
      this.#send(this.#get("/?"));
      await this.#answered();
    }
  }

  /** Asks for something else. */
  async ask(): Promise<void> {
    this.#send(this.#get("/"));
    await this.#answered();
  }

  /** Asks for the page and does not wait for the answer. */
  async hurry(): Promise<void> {
    this.#send(this.#get("/?"));
    await Promise.resolve();
  }

  async pipeline(): Promise<void> {
    this.#send(this.#get("/?") + this.#get("/") + this.#get("/?"));
    await Promise.resolve();
  }

  /** Sends a request in two pieces. */
  async cut(): Promise<void> {
    const request = this.#get("/?");
    this.#send(request.slice(0, 9));
    await setImmediate();
    this.#send(request.slice(9));
  }

  /** Offers to change to another protocol, which the server does not do. */
  async offer(): Promise<void> {
    // With more in its packet the answer would be the last one.
    await this.#answered();
    this.#send(this.#get("/?", "Connection: upgrade\r\nUpgrade: h2c\r\n"));
    await this.#answered();
    // Node passes over nonsense that comes next (26.10), and the client has 408 seconds later.
    await this.ask();
  }

  async tunnel(): Promise<void> {
    this.#refused(405, `CONNECT ${this.#name}:1 HTTP/1.1\r\nHost: x\r\n\r\n`);
    await this.#answered();
  }

  /** Goes on to ask for tunnels after the refusal. */
  async tunnels(): Promise<void> {
    for (let count = 0; count < 3; count++) {
      await this.tunnel();
      await setImmediate();
    }
  }

  async nonsense(): Promise<void> {
    this.#refused(400, `\0${this.#name}\r\n\r\n`);
    await this.#answered();
  }

  /** Sends a request with a body, which nobody takes: its answer is the last one. */
  async body(): Promise<void> {
    this.#send(this.#get("/", "Content-Length: 4\r\n"));
    this.isOver = true;
    this.#send("body");
    await this.#answered();
  }

  async end(): Promise<void> {
    await this.#answered();
    this.#leave();
    this.#raw.socket.end();
  }

  async destroy(): Promise<void> {
    await this.#answered();
    this.#leave();
    this.#raw.socket.destroy();
  }

  /** Breaks off within a request. */
  async reset(): Promise<void> {
    await this.#answered();
    this.#send("GET /?x HTTP/1.1\r\nX-Swallow: ");
    this.#leave();
    await setImmediate();
    this.#raw.socket.resetAndDestroy();
  }

  /** Asks for the last answer. @returns all that it got */
  async finish(): Promise<Answer[]> {
    if (!this.isOver) this.#send(this.#get("/", "Connection: close\r\n"));
    this.isOver = true;
    await this.#raw.ended();
    return readAnswers(this.#raw.received);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#raw[Symbol.asyncDispose]();
  }

  /** A request under a name of its own, whose answer is expected from now on. */
  #get(prefix: "/" | "/?", fields = ""): string {
    const target = `${prefix}${this.#name}-${this.#count++}`;
    if (!this.isOver) this.expected.push({ status: 200, body: target });
    return `GET ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;
  }

  #refused(status: number, bytes: string): void {
    if (!this.isOver) this.expected.push({ status, body: undefined });
    this.#send(bytes);
    this.isOver = true;
  }

  #leave(): void {
    this.isOver = true;
    this.#hasLeft = true;
  }

  #send(bytes: string): void {
    if (!this.#hasLeft) this.#raw.send(bytes);
  }

  /** Waits until as many answers have come as are expected. */
  async #answered(): Promise<void> {
    if (this.#hasLeft) return;
    const isThere = (): boolean =>
      this.#raw.received.split("HTTP/1.1 ").length > this.expected.length;
    await vi.waitUntil(isThere, { interval: 1, timeout: 10_000 });
  }
}

/** @throws Error for what is no answer, or not whole */
function readAnswers(received: string): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < received.length;) {
    const bodyAt = received.indexOf("\r\n\r\n", at) + 4;
    const head = received.slice(at, bodyAt);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    const endAt = bodyAt + Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
    if (!(status > 0) || !(endAt <= received.length)) {
      throw new Error(`Expected an answer, got \`${received.slice(at)}\``);
    }
    answers.push({ status, body: status === 200 ? received.slice(bodyAt, endAt) : undefined });
    at = endAt;
  }
  return answers;
}
