import type { GlobItem, GlobSegment } from "./parse-glob.ts";

/** One state of a nondeterministic automaton: it takes a character, or goes on without one. */
export interface GlobState {
  /** Whether it takes a character of a name, which is no slash; undefined: it takes none. */
  readonly takes?: (codePoint: number, isFirst: boolean) => boolean;
  /** Where it goes: behind the character if it takes one. */
  readonly next: readonly GlobState[];
  /** All of the path is matched when it ends here. */
  readonly isEnd?: true;
  /** From here every path matches, whatever its names. */
  readonly isUniversal?: true;
}

export interface AutomatonOptions {
  /** Whether wildcards take a dot at the start of a name. */
  readonly takesDots: boolean;
}

const SLASH = 0x2f;
const DOT = 0x2e;
const END: GlobState = { next: [], isEnd: true };

/** Builds the automaton of a glob, from its end to its start (K. Thompson, 1968). */
export function buildAutomaton(
  segments: readonly GlobSegment[],
  options: AutomatonOptions,
): GlobState {
  return segments.reduceRight<GlobState>((next, segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === "globstar") return isLast ? lastGlobstar(options) : folders(next, options);
    return name(segment, isLast ? next : takeSlash(next), options, true);
  }, END);
}

function takeSlash(next: GlobState): GlobState {
  return { takes: (codePoint) => codePoint === SLASH, next: [next] };
}

/** Any number of folders, each with its slash. */
function folders(
  next: GlobState,
  options: AutomatonOptions,
  mark: Pick<GlobState, "isUniversal"> = {},
): GlobState {
  const ways = [next];
  const start: GlobState = { ...mark, next: ways };
  ways.push(wildcard(star(takeSlash(start), options), options));
  return start;
}

/** Any file below: at least one name. */
function lastGlobstar(options: AutomatonOptions): GlobState {
  const file = wildcard(star(END, options), options);
  return folders(file, options, options.takesDots ? { isUniversal: true } : {});
}

/** @param startsName whether a name begins with the first of the items */
function name(
  items: readonly GlobItem[],
  next: GlobState,
  options: AutomatonOptions,
  startsName: boolean,
): GlobState {
  return items.reduceRight(
    (behind, item, index) => itemState(item, behind, options, startsName && index === 0),
    next,
  );
}

function itemState(
  item: GlobItem,
  next: GlobState,
  options: AutomatonOptions,
  startsName: boolean,
): GlobState {
  if (item.kind === "any") return wildcard(next, options);
  if (item.kind === "star") return star(next, options);
  if (item.kind === "class") return wildcard(next, options, item.has);
  if (item.kind === "group") return group(item, next, options, startsName);
  // The dot of `*.log` does not stand at the start, so that `.log` is hidden from it.
  const takesDots = startsName || options.takesDots;
  return wildcard(next, { takesDots }, (codePoint) => codePoint === item.codePoint);
}

function wildcard(
  next: GlobState,
  { takesDots }: AutomatonOptions,
  has: (codePoint: number) => boolean = () => true,
): GlobState {
  return {
    takes: (codePoint, isFirst) =>
      codePoint !== SLASH && (takesDots || !isFirst || codePoint !== DOT) && has(codePoint),
    next: [next],
  };
}

function star(next: GlobState, options: AutomatonOptions): GlobState {
  const ways = [next];
  const start: GlobState = { next: ways };
  ways.push(wildcard(start, options));
  return start;
}

function group(
  { alternatives, isOptional, isRepeated }: Extract<GlobItem, { kind: "group" }>,
  next: GlobState,
  options: AutomatonOptions,
  startsName: boolean,
): GlobState {
  const endWays = [next];
  const end: GlobState = { next: endWays };
  const starts = alternatives.map((items) => name(items, end, options, startsName));
  if (isRepeated) endWays.push(...starts);
  return { next: isOptional ? [...starts, next] : starts };
}
