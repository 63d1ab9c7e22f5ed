import type { GlobState } from "./glob-automaton.ts";

/** All states that globs can be in behind some characters of a path. */
interface StateSet {
  /** Only those that take a character. */
  readonly takers: readonly GlobState[];
  readonly isEnd: boolean;
  readonly isUniversal: boolean;
  /** The set behind an ASCII character, once it was needed. */
  readonly behindAscii: (StateSet | undefined)[];
  /** The same for any other. */
  readonly behindOther: Map<number, StateSet>;
}

/** So much is remembered; beyond that all is forgotten, and worked out again. */
const REMEMBERED_STATES_MAX = 65_536;
/** What a set costs beside its states. */
const SET_COST = 32;
/** A set of more states is not remembered: to find it again would cost as much as to make it. */
const KNOWN_SET_MAX = 256;
const ASCII = 0x80;
const SLASH = 0x2f;

/**
 * Matches paths against many globs at once, in a time that grows with the length of the path only: names
 * come from a stranger, and could be made for an expression that backtracks to run for hours.
 */
export class GlobMatcher {
  readonly #ids = new Map<GlobState, number>();
  readonly #sets = new Map<string, StateSet>();
  #remembered = 0;
  #start: StateSet;

  constructor(starts: readonly GlobState[]) {
    this.#start = this.#toSet(starts, true);
  }

  /** @param path relative, of names with `/` between them */
  matches(path: string): boolean {
    return this.#follow(path).isEnd;
  }

  /** @param folder relative; empty for the root. Whether some file below it, at any depth, matches. */
  mayMatchBelow(folder: string): boolean {
    const { takers } = this.#below(folder);
    return takers.length > 0;
  }

  /** @param folder as above. Whether every file below it is known to match. */
  matchesAllBelow(folder: string): boolean {
    return this.#below(folder).isUniversal;
  }

  #below(folder: string): StateSet {
    return folder === "" ? this.#start : this.#follow(`${folder}/`);
  }

  #follow(path: string): StateSet {
    let set = this.#start;
    let isFirst = true;
    for (let index = 0; index < path.length && !isDead(set); index++) {
      const codePoint = path.codePointAt(index) ?? 0;
      if (codePoint > 0xff_ff) index++;
      const known = codePoint < ASCII ? set.behindAscii[codePoint] : set.behindOther.get(codePoint);
      set = known ?? this.#step(set, codePoint, isFirst);
      isFirst = codePoint === SLASH;
    }
    return set;
  }

  #step(set: StateSet, codePoint: number, isFirst: boolean): StateSet {
    const next: GlobState[] = [];
    for (const state of set.takers) {
      if (state.takes?.(codePoint, isFirst)) next.push(...state.next);
    }
    const behind = this.#toSet(next, codePoint === SLASH);
    this.#remembered++;
    if (codePoint < ASCII) set.behindAscii[codePoint] = behind;
    else set.behindOther.set(codePoint, behind);
    return behind;
  }

  /** @param isFirst part of what a set is: whether the next character is the first of a name */
  #toSet(states: readonly GlobState[], isFirst: boolean): StateSet {
    const closure = closureOf(states);
    if (closure.length > KNOWN_SET_MAX) return newSet(closure);
    const key = `${isFirst ? "/" : ""}${this.#idsOf(closure).join()}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const set = newSet(closure);
    this.#remember(key, set);
    return set;
  }

  #remember(key: string, set: StateSet): void {
    this.#remembered += set.takers.length + SET_COST;
    if (this.#remembered > REMEMBERED_STATES_MAX) {
      this.#sets.clear();
      this.#remembered = 0;
      // Without its ways, which lead to all that is forgotten.
      this.#start = { ...this.#start, behindAscii: [], behindOther: new Map() };
    }
    this.#sets.set(key, set);
  }

  #idsOf(states: readonly GlobState[]): readonly number[] {
    return states.map((state) => this.#idOf(state)).toSorted((a, b) => a - b);
  }

  #idOf(state: GlobState): number {
    const id = this.#ids.get(state) ?? this.#ids.size;
    this.#ids.set(state, id);
    return id;
  }
}

function newSet(closure: readonly GlobState[]): StateSet {
  return {
    takers: closure.filter(({ takes }) => takes !== undefined),
    isEnd: closure.some(({ isEnd }) => isEnd),
    isUniversal: closure.some(({ isUniversal }) => isUniversal),
    behindAscii: [],
    behindOther: new Map(),
  };
}

function isDead({ takers, isEnd }: StateSet): boolean {
  return takers.length === 0 && !isEnd;
}

/** With all states that are reached without a character. */
function closureOf(states: readonly GlobState[]): readonly GlobState[] {
  const closure = new Set<GlobState>();
  const waiting = [...states];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (closure.has(state)) continue;
    closure.add(state);
    if (state.takes === undefined) waiting.push(...state.next);
  }
  return [...closure];
}
