import { WaitingLine } from "./waiting-line.ts";

/** An attempt, and the pause after it. */
export interface Turn extends Disposable {
  /**
   * To be called when the storage has failed.
   *
   * @returns how often in a row those who asked for all have failed; 0 for who asked for itself
   */
  failed(): number;
}

/**
 * Lets one ask for all while a storage is in trouble: hundreds of files that each try again for
 * themselves keep a processor busy, and the storage, too, when it comes back. (M. Nygard, Release It!,
 * "Circuit Breaker".)
 *
 * Who has not failed yet is never held up: files that the storage refuses for a reason of their own
 * are in nobody else's way.
 */
export class CircuitBreaker {
  readonly #failuresMax: number;
  readonly #line = new WaitingLine();
  /** In a row, whoever has failed. */
  #failures = 0;
  /** Of them, those of who asked for all. */
  #trials = 0;
  /** Who asks for all. */
  #asking: Turn | undefined;

  /** @param failuresMax so many in a row are trouble of the storage's */
  constructor(failuresMax: number) {
    this.#failuresMax = failuresMax;
  }

  /**
   * Resolves when an attempt may be made. Who disposes of the turn after the pause that follows a
   * failure keeps the others waiting for so long.
   *
   * @param failures how often the one who asks has failed
   * @throws the signal's reason when it aborts before
   */
  async turn(failures: number, signal: AbortSignal): Promise<Turn> {
    const turn: Turn = {
      failed: () => this.#failed(turn),
      [Symbol.dispose]: () => this.#ended(turn),
    };
    if (failures === 0) return turn;
    while (this.#isOpen && this.#asking !== undefined) await this.#line.wait(signal);
    if (this.#isOpen) this.#asking = turn;
    return turn;
  }

  /** The storage has done what somebody asked for: all go on. */
  succeeded(): void {
    this.#failures = 0;
    this.#trials = 0;
    this.#asking = undefined;
    this.#line.letAllIn();
  }

  get #isOpen(): boolean {
    return this.#failures >= this.#failuresMax;
  }

  #failed(turn: Turn): number {
    this.#failures++;
    return turn === this.#asking ? ++this.#trials : 0;
  }

  #ended(turn: Turn): void {
    if (turn !== this.#asking) return;
    this.#asking = undefined;
    this.#line.letOneIn();
  }
}
