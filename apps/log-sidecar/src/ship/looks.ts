/** More truncations than this, without a chain for any of them, are told as one. */
const LIVES_MAX = 1_000;

/**
 * How far a file was seen to reach, life after life: each truncation ends one. Looks go on while a call to the
 * storage hangs or is repeated, so what a writer takes away meanwhile was seen, and its loss can be told.
 */
export class Looks {
  /** Of each life that no chain is over for; the last is the present one. */
  readonly #ends: number[] = [0];

  #changes = 0;

  /** To be asked before a look, and told with what it shows. */
  get turn(): number {
    return this.#changes;
  }

  /** What a look has shown, unless a life was ended since: of which of the two it is, nobody can say. */
  saw(sizeBytes: number, turn: number): void {
    if (turn !== this.#changes) return;
    const last = this.#ends.at(-1) ?? 0;
    if (sizeBytes >= last) this.#ends[this.#ends.length - 1] = sizeBytes;
    else if (this.#ends.length < LIVES_MAX) this.#ends.push(sizeBytes);
  }

  /** The chain is at its end, for what looks may not have shown: the file has regrown, or is another one. */
  endLife(): void {
    if (this.hasEnded) return;
    this.#ends.push(0);
    this.#changes++;
  }

  /** Whether the life is over that the chain is of. */
  get hasEnded(): boolean {
    return this.#ends.length > 1;
  }

  /** Of the life that the chain is of. */
  get endBytes(): number {
    return this.#ends[0] ?? 0;
  }

  /** The chain of the next life begins. */
  beginNext(): void {
    this.#ends.shift();
  }
}
