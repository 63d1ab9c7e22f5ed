/**
 * Takes a tenth of a millisecond. It is not more because libuv accepts one connection in each turn of the
 * event loop (1.47 and later): the last of hundreds that come at once waits for as many turns.
 */
const BYTES_PER_TURN = 256 * 1_024;

/** Sends a piece of a body, and says how many bytes that were. */
export type SendPiece = () => number;

/**
 * Shares the event loop between large bodies. Whoever writes until the kernel takes no more has copied some
 * megabytes, and with hundreds of clients nobody else is answered for seconds. So each piece waits for its
 * turn, in the order of their coming, and a turn of the loop has a bound.
 */
export class SendTurns {
  readonly #bytesPerTurn: number;
  readonly #waiting: SendPiece[] = [];
  #isScheduled = false;

  constructor(bytesPerTurn: number = BYTES_PER_TURN) {
    this.#bytesPerTurn = bytesPerTurn;
  }

  /** Has a piece sent in one of the next turns of the event loop. */
  wait(send: SendPiece): void {
    this.#waiting.push(send);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#sendTurn();
      this.#schedule();
    });
  }

  #sendTurn(): void {
    // What comes meanwhile is for the next turn.
    let count = this.#waiting.length;
    for (let sentBytes = 0; count > 0 && sentBytes < this.#bytesPerTurn; count--) {
      sentBytes += this.#waiting.shift()?.() ?? 0;
    }
  }
}

/** There is one event loop. */
export const sendTurns: SendTurns = new SendTurns();
