import { readLine } from "../../torture/oracle-line.ts";

/** What every line of the bench has, with its newline; a writer's name of four letters sees to it. */
export const LINE_BYTES = 256;

/** A shipper may have wrapped the line (JSON); it must not have changed it. */
const ORACLE_LINE = /(?<![0-9a-z])f\d{3} \d{10} [\da-f]{230} [\da-f]{8}/g;

/** Which lines of which writers have come, and how often. */
export class LineCheck {
  readonly #seen: ReadonlyMap<string, Uint8Array>;
  #strange = 0;

  /** @param written writer → how many lines it has written */
  constructor(written: Readonly<Record<string, number>>) {
    this.#seen = new Map(
      Object.entries(written).map(([writer, lines]) => [writer, new Uint8Array(lines)]),
    );
  }

  /** @param body of whole lines */
  add(body: Buffer): void {
    for (const [line] of body.toString("latin1").matchAll(ORACLE_LINE)) {
      const name = readLine(line);
      const counts = name && this.#seen.get(name.writer);
      if (name === undefined || counts === undefined || name.sequence >= counts.length) {
        this.#strange++;
      } else counts[name.sequence]!++;
    }
  }

  get verdict(): { readonly lost: number; readonly duplicates: number; readonly strange: number } {
    let lost = 0;
    let duplicates = 0;
    for (const counts of this.#seen.values()) {
      for (const count of counts) {
        if (count === 0) lost++;
        else duplicates += count - 1;
      }
    }
    return { lost, duplicates, strange: this.#strange };
  }
}
