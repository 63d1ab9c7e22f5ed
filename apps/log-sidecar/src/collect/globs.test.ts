import { matchesGlob } from "node:path/posix";
import {
  array,
  assert,
  constant,
  constantFrom,
  oneof,
  pre,
  property,
  stringMatching,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlobs, parseGlobs } from "./globs.ts";

function selected(globs: string, paths: readonly string[], exclude = ""): readonly string[] {
  const excluded = exclude === "" ? [] : parseGlobs(exclude);
  return paths.filter(compileGlobs(parseGlobs(globs), excluded));
}

/** What is refused, and why. */
const REFUSED: readonly (readonly [text: string, why: string])[] = [
  ["", "`` is empty"],
  ["a,,b", "`` is empty"],
  ["a,", "`` is empty"],
  ["{,a}", "is empty"],
  ["/var/log/pod/app/*.log", "write `app/*.log`"],
  ["/var/log/../log/pod/*.log", "write `*.log`"],
  ["{x,/var/log/pod/y}", "write `y`"],
  ["/etc/*.log", "is outside the volume, which is `/var/log/pod`"],
  ["/", "is outside the volume"],
  ["./*.log", "write `*.log`"],
  ["a/./b", "write `a/b`"],
  ["a//b", "write `a/b`"],
  [".", "write `**`"],
  ["app/", "names a folder, but only files are collected: write `app/**`"],
  ["app/.", "write `app/**`"],
  ["../x", "contains `..`"],
  ["a/../b", "contains `..`"],
  ["{a,..}/b", "contains `..`"],
  ["!x.log", "set COLLECT_EXCLUDE to `x.log`"],
  ["!(x).log", "name the files to leave out in COLLECT_EXCLUDE"],
  ["'*.log'", "write `*.log`"],
  ['"a.log,b.log"', "write `a.log`"],
  ["a\nb", "separate globs by commas"],
  ["a\0b", "contains a NUL"],
  ["**.log", "write `**/*.log`"],
  ["app/a**.log", "write `a*.log`"],
  ["*.{log,txt", "`{` is never closed"],
  ["a\\/b", "`\\/` is not a character of a name"],
  ["\\./a", "write `a`"],
  ["a/\\.\\./b", "contains `..`"],
  ["*.{log, txt}", "begins or ends with a space"],
  [`app/${"ä".repeat(128)}`, "more than 255 bytes"],
  ["a}", "`}` has no opening brace"],
  ["{a}", "at least two alternatives"],
  ["{1..99999999}", "at most 1000 alternatives"],
  ["{1..999}{1..999}", "at most 1000 alternatives"],
  ["{1..600},{1..600}", "together they stand for too many globs"],
  ["[a", "`[` has no matching bracket"],
  ["a]", "`]` has no matching bracket"],
  ["[z-a]", "a range that is empty"],
  ["[a/b]", "cannot match a slash"],
  ["[[:letter:]]", "no class `[:letter:]`"],
  ["+(a|b", "`(` is never closed"],
  ["+(a/b)", "`(` is never closed in the same name"],
  ["+(".repeat(99) + ")".repeat(99), "16 deep at most"],
  ["a\\", "`\\` at the end escapes no character"],
  ["app\\logs", "folders are separated by `/`"],
  ["a".repeat(1_025), "longer than 1024 characters"],
  ["a,".repeat(5_000), "Expected at most 8192 characters"],
  [`${"*a".repeat(400)},`.repeat(6) + "b", "together they hold too many wildcards"],
];

describe("parseGlobs", () => {
  it.each([
    ["*.log", ["*.log"]],
    ["*.{log,txt},b/**", ["*.{log,txt}", "b/**"]],
    [" a.log ,\n b.log ", ["a.log", "b.log"]],
    ["x[,].log,[],].log,{a,{b,c}}", ["x[,].log", "[],].log", "{a,{b,c}}"]],
    ["a\\,b,c", ["a\\,b", "c"]],
  ])("takes %j apart", (text, globs) => {
    expect(parseGlobs(text)).toEqual(globs);
  });

  it.each(REFUSED.map(([text, why]) => [text.slice(0, 40), text, why] as const))(
    "refuses %j",
    (_, text, why) => {
      expect(() => parseGlobs(text, "/var/log/pod")).toThrow(why);
    },
  );

  it("names every glob that it refuses, and none else", () => {
    expect(() => parseGlobs("./a,fine,b/")).toThrow(
      new RangeError(
        "Expected globs, got `./a` is not written as a plain path: write `a`; " +
          "`b/` names a folder, but only files are collected: write `b/**`",
      ),
    );
  });
});

describe("compileGlobs", () => {
  it.each<[globs: string, matching: readonly string[], others: readonly string[]]>([
    ["a.log", ["a.log"], ["a-log", "xa.log", "a.logx", "b/a.log"]],
    ["*.log", ["a.log", "ä😀.log"], [".a.log", ".log", "b/a.log", "a.log/b"]],
    ["?.log", ["a.log", "😀.log", "\udcff.log"], ["ab.log", "..log", "/.log"]],
    ["*", ["a", "a.b"], [".a", "a/b"]],
    [".*", [".a"], ["a"]],
    ["**", ["a", "a/b", "a/b/c"], [".a", "a/.b", ".a/b"]],
    ["**/*.log", ["a.log", "b/a.log", "b/c/a.log"], [".b/a.log", "b/.a.log", "a.log/b"]],
    ["b/**", ["b/a", "b/c/a"], ["b", "bb/a"]],
    ["b/**/c", ["b/c", "b/x/c", "b/x/y/c"], ["bc", "b/xc", "c"]],
    ["**/b/**/c", ["b/c", "x/b/y/c", "b/b/c"], ["c", "b"]],
    ["*.{log,txt}", ["a.log", "a.txt"], ["a.{log,txt}", "a.logtxt"]],
    ["{a,b/c}/*.log", ["a/x.log", "b/c/x.log"], ["b/x.log"]],
    ["a{,.1,.{2,3}}", ["a", "a.1", "a.3"], ["a.4"]],
    ["{a\\ ,b}x", ["a x", "bx"], ["ax"]],
    ["a{8..10}", ["a8", "a9", "a10"], ["a7", "a11"]],
    ["a{08..10}", ["a08", "a10"], ["a8"]],
    ["a{2..-1}", ["a2", "a0", "a-1"], ["a1.5"]],
    ["{a..c}", ["a", "b", "c"], ["d"]],
    ["[a-c]x", ["ax", "cx"], ["dx", "[a-c]x"]],
    ["[!a-c]x", ["dx"], ["ax", ".x", "/x"]],
    ["[^a]", ["b"], ["a"]],
    ["[]a].[!]]", ["].a", "a.b"], ["a.]"]],
    ["[[:digit:]_]", ["7", "_"], ["a"]],
    ["[[:upper:]]", ["Ä"], ["ä", "1"]],
    ["[\\]x]", ["]", "x"], ["\\"]],
    ["[a-]", ["a", "-"], ["b"]],
    ["@(a|b).log", ["a.log", "b.log"], ["ab.log", ".log"]],
    ["a?(b|c)", ["a", "ab", "ac"], ["abc"]],
    ["a+(b|c)", ["ab", "abcb"], ["a"]],
    ["a*(b|*c)x", ["ax", "abbx", "a..cbx"], ["a"]],
    ["*(*(*))x", ["x", "yx"], ["y"]],
    ["a(1).log", ["a(1).log"], ["a1.log"]],
    ["a\\*b\\{c", ["a*b{c"], ["axb{c"]],
    ["\\!a,\\\\b", ["!a", "\\b"], ["a", "b"]],
    ["A.log", ["A.log"], ["a.log"]],
  ])("matches with %j", (globs, matching, others) => {
    expect(selected(globs, [...matching, ...others])).toEqual(matching);
  });

  it("leaves out what is excluded, dots and all", () => {
    const paths = ["a.log", "private/a.log", "private/.b.log"];
    expect(selected("**/{,.}*.log", paths, "private/**")).toEqual(["a.log"]);
    expect(selected("*,.*", [".a.tmp", "a.tmp", ".a"], "*.tmp")).toEqual([".a"]);
  });

  it.each<[include: string, exclude: string, folder: string, may: boolean]>([
    ["*.log", "", "", true],
    ["*.log", "", "app", false],
    ["app/*.log", "", "app", true],
    ["app/*.log", "", "app/x", false],
    ["app/*.log", "", "apps", false],
    ["app/x/*.log", "", "app", true],
    ["**/*.log", "", "any/where", true],
    ["**/*.log", "", ".git", false],
    ["a*/b", "", "abc", true],
    ["{a,b/c}/*.log", "", "b", true],
    ["**", "app/**", "app", false],
    ["**", "app/**", "app/x/.y", false],
    ["**", "**/tmp/**", "a/tmp/b", false],
    ["**", "**", "", false],
    ["**", "app/*", "app", true],
    ["**", "app/**", "", true],
  ])("knows for %j without %j whether anything below %j may match", (...of) => {
    const [include, exclude, folder, may] = of;
    const excluded = exclude === "" ? [] : parseGlobs(exclude);
    expect(compileGlobs(parseGlobs(include), excluded).mayMatchBelow(folder)).toBe(may);
  });

  it("says of no folder that nothing below it matches when something does", () => {
    const part = constantFrom("a", "b", "*", "?", "[ab]", "+(a|b)", "{a,b}", ".");
    const segment = oneof(constant(["**"]), array(part, { minLength: 1, maxLength: 3 }));
    const globs = array(
      segment.map((parts) => parts.join("")),
      { minLength: 1, maxLength: 4 },
    );
    const names = array(stringMatching(/^[.ab]{1,3}$/), { minLength: 2, maxLength: 4 });
    assert(
      property(globs, globs, names, (include, exclude, path) => {
        const usable = [include, exclude].map((segments) => usableGlobs(segments.join("/")));
        const selects = compileGlobs(usable[0] ?? [], usable[1] ?? []);
        pre(selects(path.join("/")));
        const folders = path.map((_, depth) => path.slice(0, depth).join("/"));
        expect(folders.filter((folder) => !selects.mayMatchBelow(folder))).toEqual([]);
      }),
    );
  });

  it("compiles whatever is not refused", () => {
    const text = stringMatching(/^[ab./\\*?[\]!^{},()|@+: '1\n-]{0,24}$/);
    assert(
      property(text, (list) => {
        const globs = usableGlobs(list);
        expect(compileGlobs(globs, globs)("a/b.a")).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it("agrees with Node.js on what they have in common", () => {
    const part = constantFrom("a", "b", "*", "?", "[ab]", "[!a]", "@(a|b)", "{a,b}", ".");
    const segment = oneof(constant(["**"]), array(part, { minLength: 1, maxLength: 3 }));
    const glob = array(
      segment.map((parts) => parts.join("")),
      { minLength: 1, maxLength: 4 },
    );
    const name = stringMatching(/^[ab]{1,3}(\.[ab])?$/);
    const path = array(
      oneof(
        name,
        name.map((text) => `.${text}`),
      ),
      { minLength: 1, maxLength: 4 },
    );
    assert(
      property(glob, path, (segments, names) => {
        const text = segments.join("/");
        const globs = usableGlobs(text);
        pre(globs.length > 0);
        expect(compileGlobs(globs, [])(names.join("/"))).toBe(matchesGlob(names.join("/"), text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is not run away with by a name that a stranger made for it", () => {
    const globs = parseGlobs(
      `${"*a".repeat(100)}b,${"+(a|*a)".repeat(50)}b,${"**/a*/".repeat(50)}b`,
    );
    const selects = compileGlobs(globs, []);
    const startMs = performance.now();
    expect(selects("a".repeat(255))).toBe(false);
    expect(selects("a/".repeat(2_000) + "c")).toBe(false);
    // A backtracking matcher would take longer than the universe is old.
    expect(performance.now() - startMs).toBeLessThan(30_000);
  });
});

function usableGlobs(text: string): readonly string[] {
  try {
    return parseGlobs(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}
