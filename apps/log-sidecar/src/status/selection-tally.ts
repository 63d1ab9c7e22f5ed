import { printable } from "@sidecar-pair/runtime/printable.ts";
import { type GlobSelection, compileGlobs } from "../collect/globs.ts";

/** So many files are named; of the others only the number is told. */
const NAMED_MAX = 10;
/** A longer path is cut where it is shown. */
const SHOWN_LENGTH_MAX = 200;

/** Counts what each glob of COLLECT selects, and says so. */
export class SelectionTally {
  readonly #globs: readonly { readonly glob: string; readonly selects: GlobSelection }[];
  readonly #found = new Set<string>();
  readonly #named: string[] = [];
  #count = 0;

  constructor(include: readonly string[], exclude: readonly string[]) {
    this.#globs = include.map((glob) => ({ glob, selects: compileGlobs([glob], exclude) }));
  }

  /** @param path of a file that is selected */
  add(path: string): void {
    this.#count++;
    if (this.#named.length < NAMED_MAX) this.#named.push(printable(path, SHOWN_LENGTH_MAX));
    for (const { glob, selects } of this.#globs) {
      if (!this.#found.has(glob) && selects(path)) this.#found.add(glob);
    }
  }

  /** Comments, as `validate` prints them below the settings; each ends in a newline. */
  render(): string {
    const more = this.#count - this.#named.length;
    const names = [...this.#named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
    const files = this.#count === 1 ? "1 file" : `${this.#count} files`;
    const all =
      this.#count === 0 ? "COLLECT selects no file now." : `COLLECT selects ${files} now: ${names}`;
    const lines = [all, ...this.#idle()];
    return lines.map((line) => `# ${line}\n`).join("");
  }

  /** Globs that select nothing, unless none does. */
  #idle(): readonly string[] {
    if (this.#count === 0) return [];
    return this.#globs
      .filter(({ glob }) => !this.#found.has(glob))
      .map(({ glob }) => `COLLECT: \`${printable(glob, SHOWN_LENGTH_MAX)}\` selects no file now.`);
  }
}
