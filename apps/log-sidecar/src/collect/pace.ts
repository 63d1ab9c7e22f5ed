import { pause } from "@sidecar-pair/runtime/pause.ts";
import { EventTrust } from "./event-trust.ts";
import { FolderEvents } from "./folder-events.ts";

/** How long the next look is waited for: longer than the least only where a look takes long. */
interface Interval {
  readonly leastMs: number;
  /** So many times as long as the look took. */
  readonly share: number;
  readonly mostMs: number;
}

/** How soon a new file is found; looks must not show in CPU. */
const USUALLY: Interval = { leastMs: 500, share: 25, mostMs: 5_000 };
/** There is little time, and looks must not keep shipping waiting. */
const IN_DRAIN: Interval = { leastMs: 100, share: 4, mostMs: 1_000 };
/** Where events have proved to come, the volume is looked at so seldom when there is none. */
const UNEVENTFUL_MS = 15_000;

/** What a look at the volume has shown. */
export interface Look {
  readonly folders: ReadonlySet<string>;
  /** Whether anything was different from the look before. */
  readonly hasChanged: boolean;
  /** Whether all that was seen is dealt with. */
  readonly isIdle: boolean;
  readonly tookMs: number;
}

export interface PaceEvents {
  /** Called once, when a change came without an event. */
  readonly distrusted: () => void;
  /** A name came to a folder of the last look, or went. */
  readonly named: (path: string) => void;
}

/**
 * Decides when the volume is looked at: twice a second, which needs no events. Where events have
 * proved to come, and there is nothing to do, the next look waits for one.
 */
export class Pace implements Disposable {
  readonly #trust: EventTrust;
  readonly #events: FolderEvents | undefined;
  #happened = Promise.withResolvers<void>();
  #count = 0;
  /** How many events there were when the last look began, and the one before it. */
  #atLast: number | undefined;
  #atOneBefore: number | undefined;

  constructor(usesEvents: boolean, { distrusted, named }: PaceEvents) {
    this.#trust = new EventTrust(distrusted);
    const news = { happened: () => this.#note(), named };
    this.#events = usesEvents ? new FolderEvents(news) : undefined;
  }

  /** Comes back when it is time for the next look, or the signal aborts. */
  async untilNext(look: Look, signal: AbortSignal): Promise<void> {
    this.#events?.watch(look.folders);
    await pause(pauseMs(look, USUALLY), signal);
    // By now the events of what the look has seen are here. The first look sees what was there before.
    if (look.hasChanged && this.#atOneBefore !== undefined) {
      this.#trust.changed(this.#count > this.#atOneBefore);
    }
    const isQuiet = look.isIdle && !look.hasChanged && this.#count === this.#atLast;
    if (isQuiet && this.#areTrusted) await this.#nextEvent(UNEVENTFUL_MS, signal);
    this.#atOneBefore = this.#atLast ?? this.#count;
    this.#atLast = this.#count;
  }

  /** The same in a drain, which has no use for events. */
  async untilNextInDrain(look: Look, signal: AbortSignal): Promise<void> {
    await pause(pauseMs(look, IN_DRAIN), signal);
  }

  [Symbol.dispose](): void {
    this.#events?.[Symbol.dispose]();
  }

  get #areTrusted(): boolean {
    return this.#trust.isTrusted && this.#events?.isComplete === true;
  }

  #note(): void {
    this.#count++;
    this.#happened.resolve();
  }

  async #nextEvent(timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.#happened = Promise.withResolvers<void>();
    const over = new AbortController();
    await Promise.race([
      pause(timeoutMs, AbortSignal.any([signal, over.signal])),
      this.#happened.promise,
    ]);
    over.abort();
  }
}

function pauseMs({ tookMs }: Look, { leastMs, share, mostMs }: Interval): number {
  return Math.min(Math.max(leastMs, tookMs * share), mostMs);
}
