import { likelyArchiveUrl } from "./archive-level.ts";

/** So many are kept; a bucket that holds other things as well may have millions. */
const KEPT_MAX = 1_000;

/** Keys of a listing that shipping did not write. */
export interface ForeignFindings {
  /** The first of them. */
  readonly foreign: readonly string[];
  readonly foreignCount: number;
  /** Where the archive seems to be that some of them are of. */
  readonly likelyUrl?: string | undefined;
}

/** Collects the foreign keys of a listing. */
export class ForeignKeys implements ForeignFindings {
  readonly foreign: string[] = [];
  foreignCount = 0;
  likelyUrl: string | undefined;
  readonly #url: string;

  /** @param url that was listed */
  constructor(url: string) {
    this.#url = url;
  }

  add(key: string): void {
    this.foreignCount++;
    if (this.foreign.length < KEPT_MAX) this.foreign.push(key);
    this.likelyUrl ??= likelyArchiveUrl(this.#url, key);
  }
}
