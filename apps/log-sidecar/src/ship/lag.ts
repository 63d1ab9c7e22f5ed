/** How much of a file waits to be shipped, as far as it was seen, and since when. */
export class Lag {
  readonly #nowMs: () => number;
  #seenBytes = 0;
  #unknownBytes = 0;
  #sinceMs: number | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** How long the file was when its chain went on the last time. */
  get seenBytes(): number {
    return this.#seenBytes;
  }

  /** How long the file is, as long as the storage could not be asked what it has of it. */
  get unknownBytes(): number {
    return this.#unknownBytes;
  }

  /** @param position up to where the storage has it; undefined while that is not known */
  bytes(position: number | undefined): number {
    return position === undefined ? this.#unknownBytes : Math.max(0, this.#seenBytes - position);
  }

  /** How long the oldest of them has been waiting. */
  get ms(): number {
    return this.#sinceMs === undefined ? 0 : this.#nowMs() - this.#sinceMs;
  }

  /** In an outage from the start on, all of the file counts as waiting. */
  sawUnknown(sizeBytes: number): void {
    this.#unknownBytes = sizeBytes;
    if (sizeBytes > 0) this.#sinceMs ??= this.#nowMs();
  }

  saw(sizeBytes: number, position: number): void {
    this.#seenBytes = sizeBytes;
    if (sizeBytes > position) this.#sinceMs ??= this.#nowMs();
    else this.#sinceMs = undefined;
  }

  /** The storage has it up to there: what is left has come after the oldest. */
  acknowledged(position: number): void {
    this.#sinceMs = this.bytes(position) > 0 ? this.#nowMs() : undefined;
  }

  /** The file begins another chain. */
  beginNext(): void {
    this.#seenBytes = 0;
    this.#sinceMs = undefined;
  }
}
