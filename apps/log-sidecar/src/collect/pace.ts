import { pause } from "@sidecar-pair/runtime/pause.ts";
import { EventTrust } from "./event-trust.ts";
import { FolderEvents } from "./folder-events.ts";

/** How soon a new file is found; longer only where a look takes long, which must not show in CPU. */
const LOOK_MS = 500;
const LOOK_SHARE = 25;
const LOOK_MS_MAX = 5_000;
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

  /** @param distrusted called once, when a change came without an event */
  constructor(usesEvents: boolean, distrusted: () => void) {
    this.#trust = new EventTrust(distrusted);
    this.#events = usesEvents ? new FolderEvents(() => this.#note()) : undefined;
  }

  /** Comes back when it is time for the next look, or the signal aborts. */
  async untilNext(look: Look, signal: AbortSignal): Promise<void> {
    this.#events?.watch(look.folders);
    const soonMs = Math.min(Math.max(LOOK_MS, look.tookMs * LOOK_SHARE), LOOK_MS_MAX);
    await pause(soonMs, signal);
    // By now the events of what the look has seen are here. The first look sees what was there before.
    if (look.hasChanged && this.#atOneBefore !== undefined) {
      this.#trust.changed(this.#count > this.#atOneBefore);
    }
    const isQuiet = look.isIdle && !look.hasChanged && this.#count === this.#atLast;
    if (isQuiet && this.#areTrusted) await this.#nextEvent(UNEVENTFUL_MS, signal);
    this.#atOneBefore = this.#atLast ?? this.#count;
    this.#atLast = this.#count;
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
