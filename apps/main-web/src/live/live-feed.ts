import { encodeEvent } from "./encode-event.ts";
import type { LiveClient } from "./event-stream.ts";
import type { LiveReport } from "./live-report.ts";
import { changeEvents, resumeEvents, startEvents } from "./page-events.ts";
import type { SidecarState } from "./sidecar-state.ts";

export interface LiveFeedOptions {
  readonly clientsMax: number;
  readonly report: LiveReport;
  /** Tells the state of the sidecar now and then, until `stop` aborts: there are clients so long. */
  readonly watchSidecar: (told: (state: SidecarState) => void, stop: AbortSignal) => void;
  /** @default 15 s */
  readonly heartbeatMs?: number;
}

/** Proxies take a connection for dead that is silent for longer (the usual limit is 60 s), and so do we. */
export const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ": heartbeat\n\n";
const NOTHING = Buffer.alloc(0);

/**
 * Tells clients what happens to the page and to the sidecar. Each event is made once and sent to
 * all; with no clients nothing is made, watched or timed.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #clients = new Set<LiveClient>();
  #page: Buffer | undefined;
  /** What a client without a position gets, made once per version of the page. */
  #start: Buffer | undefined;
  #sidecar: SidecarState | undefined;
  #watching: AbortController | undefined;
  #isClosed = false;
  #isPageTooLarge = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Has this server no room for another client, no future, or no news of a page so large? */
  get isFull(): boolean {
    const isMute = this.#isClosed || this.#isPageTooLarge;
    return isMute || this.#clients.size >= this.#options.clientsMax;
  }

  /** Adds a client, which gets what is new since its position, or else how the page is now. */
  join(client: LiveClient, position: string | undefined): void {
    this.#clients.add(client);
    this.#sendTo(client, this.#eventsSince(position));
    if (this.#watching === undefined) this.#watch();
    else this.#sendTo(client, this.#sidecarEvent());
  }

  leave(client: LiveClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#unwatch();
  }

  /**
   * Takes the newest version of the page; while there is none, clients keep the one they have. Of one
   * that is too large to be in memory there is no news: clients are sent away until it is rotated.
   */
  pageChanged(page: Buffer | "too large" | undefined): void {
    this.#isPageTooLarge = page === "too large";
    if (page === "too large") {
      for (const client of this.#clients) client.end();
      return;
    }
    if (page === undefined || page === this.#page) return;
    const before = this.#page;
    this.#page = page;
    this.#start = undefined;
    if (this.#clients.size > 0) this.#broadcast(Buffer.from(changeEvents(before, page)));
  }

  /** Ends all streams at once, and takes no more clients: they find another server by themselves. */
  close(): void {
    this.#isClosed = true;
    for (const client of this.#clients) client.end();
  }

  #eventsSince(position: string | undefined): Buffer {
    if (this.#page === undefined) return NOTHING;
    if (position !== undefined) return Buffer.from(resumeEvents(this.#page, position));
    this.#start ??= Buffer.from(startEvents(this.#page));
    return this.#start;
  }

  /**
   * With the time, by which a client can tell how far its own clock is off, and whether there is a
   * page yet: just after a start a client that hears of no new lines must not call ticks missing.
   */
  #sidecarEvent(): Buffer {
    if (this.#sidecar === undefined) return NOTHING;
    const hasPage = this.#page !== undefined;
    const data = JSON.stringify({ nowMs: Date.now(), hasPage, sidecar: this.#sidecar });
    return Buffer.from(encodeEvent({ event: "status", data }));
  }

  #watch(): void {
    const { watchSidecar, heartbeatMs = HEARTBEAT_MS } = this.#options;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    signal.addEventListener("abort", () => clearInterval(heartbeat), { once: true });
    watchSidecar((state) => {
      const isNews = JSON.stringify(state) !== JSON.stringify(this.#sidecar);
      this.#sidecar = state;
      if (isNews) this.#broadcast(this.#sidecarEvent());
    }, signal);
  }

  #unwatch(): void {
    this.#watching?.abort();
    this.#watching = undefined;
    // Nobody looks at the sidecar now: what was seen last is no news for the next client.
    this.#sidecar = undefined;
  }

  #beat(): void {
    for (const client of this.#clients) {
      if (!client.isTaking()) this.#drop(client);
    }
    this.#broadcast(Buffer.concat([Buffer.from(HEARTBEAT), this.#sidecarEvent()]));
  }

  #broadcast(events: Buffer): void {
    for (const client of this.#clients) this.#sendTo(client, events);
  }

  #sendTo(client: LiveClient, events: Buffer): void {
    if (!client.send(events)) this.#drop(client);
  }

  #drop(client: LiveClient): void {
    this.leave(client);
    this.#options.report.dropped();
  }
}
