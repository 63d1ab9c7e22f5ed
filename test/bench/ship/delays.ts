/** Longer delays count as this one. */
const DELAY_MS_MAX = 120_000;

export interface DelayPercentiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Counts delays to the millisecond, in memory that does not grow. */
export class Delays {
  readonly #counts = new Uint32Array(DELAY_MS_MAX + 1);
  #total = 0;

  add(delayMs: number): void {
    this.#counts[Math.min(Math.max(0, Math.round(delayMs)), DELAY_MS_MAX)]!++;
    this.#total++;
  }

  /** @returns undefined as long as there is none */
  get percentiles(): DelayPercentiles | undefined {
    if (this.#total === 0) return undefined;
    return { p50Ms: this.#at(0.5), p99Ms: this.#at(0.99) };
  }

  #at(share: number): number {
    let left = this.#total * share;
    return this.#counts.findIndex((count) => (left -= count) <= 0);
  }
}
