import type { LocalTrouble } from "./local-trouble.ts";

/** Files that are counted; one more or less says nothing beyond that. */
const FILES_MAX = 10_000;

/** Files that cannot be collected, as of the last scan: each of them is tried again at every scan. */
export class FileTroubles {
  #failing = new Map<string, LocalTrouble>();
  #lastScan: ReadonlyMap<string, LocalTrouble> = this.#failing;

  failed(path: string, code: string, hint: string | undefined): void {
    if (this.#failing.size >= FILES_MAX) return;
    this.#failing.set(path, { what: "files", code, path, ...(hint !== undefined && { hint }) });
  }

  /** A scan has ended: what did not fail in it has come right, or is gone. */
  scanned(): void {
    this.#lastScan = this.#failing;
    this.#failing = new Map();
  }

  /** One for all of them: the first, and how many there are. */
  get current(): readonly LocalTrouble[] {
    const [first] = this.#lastScan.values();
    const count = this.#lastScan.size;
    return first === undefined ? [] : [count > 1 ? { ...first, count } : first];
  }
}
