import { parseClass } from "./parse-class.ts";
import { unitLength } from "./glob-units.ts";

/** One part of a name. */
export type GlobItem =
  | { readonly kind: "literal"; readonly codePoint: number }
  /** One character. */
  | { readonly kind: "any" }
  /** Any number of characters. */
  | { readonly kind: "star" }
  | { readonly kind: "class"; readonly has: (codePoint: number) => boolean }
  | {
      readonly kind: "group";
      readonly alternatives: readonly (readonly GlobItem[])[];
      readonly isOptional: boolean;
      readonly isRepeated: boolean;
    };

/** One name of a path; `globstar` stands for any number of folders. */
export type GlobSegment = "globstar" | readonly GlobItem[];

/** How often what stands in the parentheses behind it comes (Bash, "Pattern Matching": extglob). */
const GROUPS: Readonly<Record<string, { isOptional: boolean; isRepeated: boolean }>> = {
  "@": { isOptional: false, isRepeated: false },
  "?": { isOptional: true, isRepeated: false },
  "+": { isOptional: false, isRepeated: true },
  "*": { isOptional: true, isRepeated: true },
};
/** Keeps the parser's recursion shallow. */
const GROUP_DEPTH_MAX = 16;

/**
 * Takes a glob without braces apart, at its slashes.
 *
 * @throws RangeError saying what is wrong
 */
export function parseGlob(glob: string): readonly GlobSegment[] {
  return segmentsOf(glob).map((segment) => {
    if (segment === "**") return "globstar";
    // Where `**` is but a part of a name, Bash takes it as `*`, and its author meant something else.
    if (segment.includes("**") && !segment.includes("\\")) {
      const advice = segment.replaceAll(/^\*{2,}|\*{2,}/g, (_, at: number) =>
        at === 0 ? "**/*" : "*",
      );
      throw new RangeError(`\`**\` stands for whole folders, between slashes: write \`${advice}\``);
    }
    const parser = new SegmentParser(segment);
    return parser.items();
  });
}

/** The names of a path, escapes and all. */
export function segmentsOf(glob: string): readonly string[] {
  const segments: string[] = [];
  let start = 0;
  for (let index = 0; index < glob.length; index += unitLength(glob, index)) {
    if (glob[index] !== "/") continue;
    segments.push(glob.slice(start, index));
    start = index + 1;
  }
  return [...segments, glob.slice(start)];
}

class SegmentParser {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Up to the end, or in a group up to what ends an alternative. */
  items(depth = 0): readonly GlobItem[] {
    const items: GlobItem[] = [];
    const ends = depth > 0 ? ["|", ")"] : [];
    while (this.#index < this.#text.length && !this.#isAt(...ends)) items.push(this.#item(depth));
    return items;
  }

  #isAt(...characters: readonly string[]): boolean {
    return characters.includes(this.#text.charAt(this.#index));
  }

  #item(depth: number): GlobItem {
    const unit = this.#text.slice(this.#index, this.#index + unitLength(this.#text, this.#index));
    this.#index += unit.length;
    if (this.#isAt("(") && unit === "!") {
      throw new RangeError(
        "`!(…)` is not supported; name the files to leave out in COLLECT_EXCLUDE",
      );
    }
    const group = GROUPS[unit];
    if (this.#isAt("(") && group !== undefined) return this.#group(group, depth + 1);
    if (unit === "*") return { kind: "star" };
    if (unit === "?") return { kind: "any" };
    if (unit === "[" || unit === "]") {
      throw new RangeError(
        `\`${unit}\` has no matching bracket; write \`\\${unit}\` for the character`,
      );
    }
    if (unit.startsWith("[")) return { kind: "class", has: parseClass(unit) };
    return literal(unit);
  }

  #group(often: { isOptional: boolean; isRepeated: boolean }, depth: number): GlobItem {
    if (depth > GROUP_DEPTH_MAX) {
      throw new RangeError(`parentheses may be ${GROUP_DEPTH_MAX} deep at most`);
    }
    const alternatives: (readonly GlobItem[])[] = [];
    do {
      this.#index++;
      alternatives.push(this.items(depth));
    } while (this.#isAt("|"));
    if (!this.#isAt(")")) {
      throw new RangeError("`(` is never closed in the same name; write `\\(` for the character");
    }
    this.#index++;
    return { kind: "group", alternatives, ...often };
  }
}

function literal(unit: string): GlobItem {
  const character = unit.length > 1 && unit.startsWith("\\") ? unit.slice(1) : unit;
  if (character === "/") throw new RangeError("`\\/` is not a character of a name");
  if (unit === "\\") throw new RangeError("`\\` at the end escapes no character");
  if (unit !== character && /^[\da-z]$/i.test(character)) {
    throw new RangeError(`\`${unit}\` escapes no character: folders are separated by \`/\``);
  }
  return { kind: "literal", codePoint: character.codePointAt(0) ?? 0 };
}
