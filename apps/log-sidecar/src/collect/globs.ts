/**
 * The globs of COLLECT and COLLECT_EXCLUDE, which select files by their path on the volume:
 *
 * - `?` is one character of a name, `*` any number of them, `[a-z]`, `[!a-z]` and `[[:digit:]]` one of
 *   a class; none of them is a slash;
 * - `**` between slashes is any number of folders, and at the end all files below;
 * - `{a,b}` and `{1..9}` are alternatives, also with slashes in them;
 * - `?(a|b)`, `*(a|b)`, `+(a|b)` and `@(a|b)` are alternatives of a part of a name: at most one, any
 *   number, at least one, exactly one;
 * - a backslash takes from the character behind it what it means.
 *
 * A wildcard of COLLECT does not match a dot at the start of a name, as in a shell; one of
 * COLLECT_EXCLUDE does, so that `private/**` leaves nothing out. Upper and lower case differ.
 *
 * It does not: negate (`!`), look at what a file is, or normalise Unicode.
 */
import { ALTERNATIVES_MAX, expandBraces } from "./globs/expand-braces.ts";
import { type AutomatonOptions, buildAutomaton } from "./globs/glob-automaton.ts";
import { GlobMatcher } from "./globs/glob-matcher.ts";
import { splitOutside } from "./globs/glob-units.ts";
import { parseGlob } from "./globs/parse-glob.ts";
import { GLOB_LENGTH_MAX, whyNeverMatching } from "./globs/refuse-glob.ts";

/** How long all globs of a setting may be, in UTF-16 code units: written, and with their braces expanded. */
const LENGTH_MAX = 8_192;
const EXPANDED_LENGTH_MAX = 32_768;
/** How many parts of all of them may match names of any length: what a hostile name can cost. */
const WILDCARDS_MAX = 500;

/** Whether a path on the volume is selected. */
export interface GlobSelection {
  /** @param path relative to the volume */
  (path: string): boolean;
  /**
   * Whether a file below a folder may be selected, at any depth; true when that is not known.
   *
   * @param folder relative to the volume; empty for the volume itself
   */
  readonly mayMatchBelow: (folder: string) => boolean;
}

/**
 * Takes a list apart: `a.{log,txt}, b/**` is two globs.
 *
 * @param root the volume, for what is said of an absolute path
 * @returns the globs as they were written
 * @throws RangeError naming every glob that cannot be used or can never match
 */
export function parseGlobs(text: string, root?: string): readonly string[] {
  if (text.length > LENGTH_MAX) {
    throw new RangeError(`Expected at most ${LENGTH_MAX} characters, got ${text.length}`);
  }
  const globs = splitOutside(text, ",").map((glob) => glob.trim());
  const problems = globs.flatMap((glob) => {
    const why = whyUnusable(glob, root);
    return why === undefined ? [] : [`\`${glob}\` ${why}`];
  });
  const tooMany = problems.length > 0 ? undefined : whyTooMany(globs);
  if (tooMany !== undefined) problems.push(tooMany);
  if (problems.length > 0) throw new RangeError(`Expected globs, got ${problems.join("; ")}`);
  return globs;
}

/**
 * @param include globs as `parseGlobs` returns them
 * @param exclude what is taken away from that
 */
export function compileGlobs(
  include: readonly string[],
  exclude: readonly string[],
): GlobSelection {
  const included = compile(include, { takesDots: false });
  const excluded = compile(exclude, { takesDots: true });
  return Object.assign(
    (path: string): boolean => included.matches(path) && !excluded.matches(path),
    {
      mayMatchBelow: (folder: string): boolean =>
        included.mayMatchBelow(folder) && !excluded.matchesAllBelow(folder),
    },
  );
}

function compile(globs: readonly string[], options: AutomatonOptions): GlobMatcher {
  const plain = globs.flatMap((glob) => expandBraces(glob));
  return new GlobMatcher(plain.map((glob) => buildAutomaton(parseGlob(glob), options)));
}

function whyUnusable(glob: string, root?: string): string | undefined {
  if (glob.length > GLOB_LENGTH_MAX) return `is longer than ${GLOB_LENGTH_MAX} characters`;
  try {
    for (const plain of expandBraces(glob)) {
      const why = whyNeverMatching(plain, root);
      if (why !== undefined) return why;
      parseGlob(plain);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `cannot be read: ${error.message}`;
  }
}

function whyTooMany(globs: readonly string[]): string | undefined {
  const plain = globs.flatMap((glob) => expandBraces(glob));
  const text = plain.join("");
  if (plain.length > ALTERNATIVES_MAX || text.length > EXPANDED_LENGTH_MAX) {
    return `together they stand for too many globs: at most ${ALTERNATIVES_MAX}, and ${EXPANDED_LENGTH_MAX} characters, without braces`;
  }
  const wildcards = text.match(/\*+|\+\(/g)?.length ?? 0;
  return wildcards > WILDCARDS_MAX
    ? `together they hold too many wildcards: ${wildcards}, and at most ${WILDCARDS_MAX} are allowed`
    : undefined;
}
