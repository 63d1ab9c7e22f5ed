import type { Collected } from "../collect/collected.ts";

export interface OpenFile {
  /** Whether all that was seen of it is shipped. */
  readonly isDone: boolean;
  readonly openedAtMs: number;
  /** When it was last seen to have changed. */
  readonly changedAtMs: number;
  readonly collected: Pick<Collected, "isNamed" | "pin" | "leftPathAtMs">;
}

/** How long a file keeps its descriptor at least, when others wait for one. */
const TURN_MS = 5_000;

/**
 * The files to close so that others can be opened: those that are shipped and can be found again by
 * their names, the quietest first.
 *
 * @param pinsAlways whether each file keeps its pin
 */
export function chooseResting<T extends OpenFile>(
  files: readonly T[],
  count: number,
  pinsAlways: boolean,
): readonly T[] {
  return files
    .filter(({ isDone, collected }) => isDone && isFoundAgain(collected, pinsAlways))
    .toSorted((a, b) => a.changedAtMs - b.changedAtMs)
    .slice(0, count);
}

/**
 * The files to ship as they are, though more may come, so that others get their turn: those that were
 * opened first.
 */
export function choosePressed<T extends OpenFile>(
  files: readonly T[],
  count: number,
  nowMs: number,
): ReadonlySet<T> {
  const waited = files.filter(
    ({ isDone, openedAtMs, collected }) =>
      !isDone && isFoundAgain(collected, true) && nowMs - openedAtMs >= TURN_MS,
  );
  return new Set(waited.toSorted((a, b) => a.openedAtMs - b.openedAtMs).slice(0, count));
}

/** @param keepsPin whether a pin stays as long as the file has a name; else it is about to be removed */
function isFoundAgain(
  { isNamed, pin, leftPathAtMs }: OpenFile["collected"],
  keepsPin: boolean,
): boolean {
  return isNamed && (keepsPin || pin === undefined) && leftPathAtMs === undefined;
}
