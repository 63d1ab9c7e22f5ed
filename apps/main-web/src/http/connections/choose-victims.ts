/**
 * What a connection does: it has asked nothing yet, rests between requests, leaves bytes of an
 * answer unread, or waits for an answer that goes on, such as a stream of events.
 */
export const OCCUPATIONS = ["waiting", "resting", "reading", "listening"] as const;
export type Occupation = (typeof OCCUPATIONS)[number];

export interface Candidate {
  readonly occupation: Occupation;
  /** Since when: the last request's time, or the connection's own. */
  readonly sinceMs: number;
}

/** Whoever came or asked a moment ago is about to ask, or to read on. */
const FRESH_MS = 1_000;

/**
 * Which connections to give up for new ones: first those that never asked for anything, then those
 * that rest, then those that take long over their answer; of each kind the longest at it. When all
 * have begun only now, those of the commonest kind: that is the flood. So it turns over by itself,
 * and nobody who asks and reads is in its way. Listeners stay: they are counted elsewhere.
 *
 * @returns at most `count`
 */
export function chooseVictims<T extends Candidate>(
  candidates: Iterable<T>,
  count: number,
  nowMs: number,
): T[] {
  const stale = new Kinds<T>();
  const fresh = new Kinds<T>();
  for (const candidate of candidates) {
    (nowMs - candidate.sinceMs < FRESH_MS ? fresh : stale).add(candidate);
  }
  const byOrder = stale.all();
  const byNumber = fresh.all().toSorted((a, b) => b.length - a.length);
  const victims = [...byOrder, ...byNumber].flatMap((kind) =>
    kind.toSorted((a, b) => a.sinceMs - b.sinceMs),
  );
  return victims.slice(0, count);
}

class Kinds<T extends Candidate> {
  readonly #kinds = { waiting: [] as T[], resting: [] as T[], reading: [] as T[] };

  add(candidate: T): void {
    if (candidate.occupation !== "listening") this.#kinds[candidate.occupation].push(candidate);
  }

  all(): T[][] {
    const { waiting, resting, reading } = this.#kinds;
    return [waiting, resting, reading];
  }
}
