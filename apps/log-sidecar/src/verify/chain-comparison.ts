import type { FileMatch } from "./file-match.ts";
import type { PrefixDigestChain } from "./prefix-digests.ts";

export interface ChainComparisonOptions {
  /** Compared byte by byte. */
  readonly matches: readonly FileMatch[];
  /** Compared by digests. */
  readonly digests?: PrefixDigestChain | undefined;
  /** Called with each match to which nothing that comes can add. */
  readonly ended: (match: FileMatch) => void;
}

/** Compares the bytes of one chain, which it takes in their order, with files. */
export class ChainComparison {
  /** Those that may still have more in common with the chain. */
  #matches: readonly FileMatch[];
  readonly #digests: PrefixDigestChain | undefined;
  readonly #ended: (match: FileMatch) => void;

  constructor({ matches, digests, ended }: ChainComparisonOptions) {
    this.#matches = matches;
    this.#digests = digests;
    this.#ended = ended;
  }

  /** Nothing that comes makes a difference. */
  get isOver(): boolean {
    return this.#matches.length === 0 && (this.#digests?.isOver ?? true);
  }

  async add(start: number, bytes: Buffer): Promise<void> {
    await this.#digests?.add(start, bytes);
    let isAnyOver = false;
    for (const match of this.#matches) {
      if (!match.addHead(start, bytes)) await match.add(start, bytes);
      isAnyOver ||= match.isOver;
    }
    if (!isAnyOver) return;
    for (const match of this.#matches) if (match.isOver) this.#ended(match);
    this.#matches = this.#matches.filter(({ isOver }) => !isOver);
  }

  end(): void {
    for (const match of this.#matches) this.#ended(match);
    this.#matches = [];
  }
}
