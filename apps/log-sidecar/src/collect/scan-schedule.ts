import { pause } from "@sidecar-pair/runtime/pause.ts";
import type { Folder } from "../volume/folder.ts";
import { EventTrust } from "./event-trust.ts";
import { FolderEvents } from "./folder-events.ts";

/** How long to wait before something is done again: longer than the least only where it takes long. */
interface Interval {
  readonly leastMs: number;
  /** So many times as long as it took. */
  readonly share: number;
  readonly mostMs: number;
}

/** How soon a change of an open file is seen; rounds must not show in CPU. */
const ROUND: Interval = { leastMs: 500, share: 20, mostMs: 1_000 };
/** There is little time, and rounds must not keep shipping waiting. */
const ROUND_IN_DRAIN: Interval = { leastMs: 100, share: 4, mostMs: 1_000 };
/** How soon a new file is found where no event names it. */
const SCAN: Interval = { leastMs: 0, share: 25, mostMs: 5_000 };
/** The same where events have proved to come, or files wait to be opened anyway. */
const SCAN_AT_LEISURE: Interval = { ...SCAN, mostMs: 30_000 };
/** When an open file has left its path. */
const SCAN_WANTED: Interval = { leastMs: 0, share: 4, mostMs: 2_000 };
/** Where events have proved to come, an idle volume is looked at so seldom when there is none. */
const UNEVENTFUL_MS = 15_000;

/**
 * `size` where files have grown or shrunk; `time` where only a time of theirs is another, which a write
 * that fails on a full disk does without an event, or where files were opened, which may have waited.
 */
export type Change = "none" | "time" | "size";

/** What a round has shown. */
export interface Round {
  /** What was different from the round before. */
  readonly change: Change;
  /** Whether all that was seen is dealt with. */
  readonly isIdle: boolean;
  readonly tookMs: number;
}

export interface ScheduleEvents {
  /** Called once, when a change came without an event. */
  readonly distrusted: () => void;
  /** A file has come, gone or changed. @param path from the volume's root */
  readonly named: (path: string, isChange: boolean) => void;
}

/**
 * Decides when open files are looked at, twice a second, and when the volume is scanned, which takes
 * longer the more files there are. Neither needs events. Where events have proved to come, and there
 * is nothing to do, the next round waits for one.
 */
export class ScanSchedule implements Disposable {
  readonly #trust: EventTrust;
  readonly #events: FolderEvents | undefined;
  #happened = Promise.withResolvers<void>();
  #count = 0;
  /** How many events there were when the last round began, and the one before it. */
  #atLast: number | undefined;
  #atOneBefore: number | undefined;
  #scannedAtMs = -Infinity;
  #scanTookMs = 0;

  constructor(usesEvents: boolean, { distrusted, named }: ScheduleEvents) {
    this.#trust = new EventTrust(distrusted);
    const news = { happened: () => this.#note(), named };
    this.#events = usesEvents ? new FolderEvents(news) : undefined;
  }

  /** False when some folder cannot be watched. */
  get hasAllEvents(): boolean {
    return this.#events?.isComplete ?? true;
  }

  /** A scan has entered a folder, which is watched from now on. */
  entered(path: string, folder: Folder): void {
    this.#events?.enter(path, folder);
  }

  /** A scan has ended. */
  scanned(tookMs: number): void {
    this.#events?.scanned();
    this.#scanTookMs = tookMs;
    this.#scannedAtMs = performance.now();
  }

  /**
   * @param isWanted whether a file was seen to be gone from its path
   * @param isCrowded whether files wait to be opened
   */
  isScanDue(isWanted: boolean, isCrowded: boolean): boolean {
    const usual = this.#areTrusted || isCrowded ? SCAN_AT_LEISURE : SCAN;
    const interval = isWanted ? SCAN_WANTED : usual;
    return performance.now() - this.#scannedAtMs >= pauseMs(this.#scanTookMs, interval);
  }

  /** Comes back when it is time for the next round, or the signal aborts. */
  async untilNext(round: Round, signal: AbortSignal): Promise<void> {
    await pause(pauseMs(round.tookMs, ROUND), signal);
    // By now the events of what the round has seen are here. The first one sees what was there before.
    if (round.change === "size" && this.#atOneBefore !== undefined) {
      this.#trust.changed(this.#count > this.#atOneBefore);
    }
    const isQuiet = round.isIdle && round.change === "none" && this.#count === this.#atLast;
    if (isQuiet && this.#areTrusted) await this.#nextEvent(UNEVENTFUL_MS, signal);
    this.#atOneBefore = this.#atLast ?? this.#count;
    this.#atLast = this.#count;
  }

  /** The same in a drain, which has no use for events. */
  async untilNextInDrain({ tookMs }: Round, signal: AbortSignal): Promise<void> {
    await pause(pauseMs(tookMs, ROUND_IN_DRAIN), signal);
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

function pauseMs(tookMs: number, { leastMs, share, mostMs }: Interval): number {
  return Math.min(Math.max(leastMs, tookMs * share), mostMs);
}
