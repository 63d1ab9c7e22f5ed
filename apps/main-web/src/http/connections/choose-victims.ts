/** What a connection does: it has asked nothing yet, rests between requests, or is being answered. */
export const OCCUPATIONS = ["waiting", "resting", "answering"] as const;
export type Occupation = (typeof OCCUPATIONS)[number];

export interface Candidate {
  readonly occupation: Occupation;
  /** Since when: the last request's time, or the connection's own. */
  readonly sinceMs: number;
}

/** The usual answer takes milliseconds; who has needed longer reads slowly, or not at all. */
const ANSWERING_MS_MIN = 5_000;

/**
 * Which connections to give up for new ones: first those that never asked for anything, then those
 * that rest, then those that take long over their answer; of each the longest at it. So a flood of
 * connections that do nothing turns over by itself, and nobody who asks and reads is in its way.
 *
 * @returns at most `count`, fewer when the others are being answered
 */
export function chooseVictims<T extends Candidate>(
  candidates: Iterable<T>,
  count: number,
  nowMs: number,
): T[] {
  return [...candidates]
    .filter(
      ({ occupation, sinceMs }) => occupation !== "answering" || nowMs - sinceMs > ANSWERING_MS_MIN,
    )
    .toSorted((a, b) => rank(a) - rank(b) || a.sinceMs - b.sinceMs)
    .slice(0, count);
}

function rank({ occupation }: Candidate): number {
  return OCCUPATIONS.indexOf(occupation);
}
