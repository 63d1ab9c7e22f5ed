/** A part of some memory, such as a `Buffer`. */
type Body = Pick<Uint8Array, "buffer">;

/**
 * Bounds the memory of all bodies that are on their way. Clients that read slowly hold on to versions of the
 * page that nobody else needs; beyond the bound those go first that were lent longest ago.
 */
export class LentBodies<Borrower> {
  readonly #bytesMax: number;
  /** By memory, which versions may share; the one that was lent last is last. */
  readonly #loans = new Map<ArrayBufferLike, Map<Borrower, number>>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** How much memory is lent. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** @returns those who hold too much of it now: whoever they are, nothing is lent to them any more */
  lend({ buffer }: Body, borrower: Borrower): Borrower[] {
    const borrowers = this.#loans.get(buffer) ?? new Map<Borrower, number>();
    if (!this.#loans.delete(buffer)) this.#bytes += buffer.byteLength;
    this.#loans.set(buffer, borrowers);
    borrowers.set(borrower, (borrowers.get(borrower) ?? 0) + 1);
    return [...this.#overdue(buffer)];
  }

  giveBack({ buffer }: Body, borrower: Borrower): void {
    const borrowers = this.#loans.get(buffer);
    const count = borrowers?.get(borrower);
    if (borrowers === undefined || count === undefined) return;
    if (count > 1) borrowers.set(borrower, count - 1);
    else borrowers.delete(borrower);
    if (borrowers.size === 0) this.#forget(buffer);
  }

  /** Takes back all that somebody has, who is gone. */
  leave(borrower: Borrower): void {
    for (const [buffer, borrowers] of this.#loans) {
      borrowers.delete(borrower);
      if (borrowers.size === 0) this.#forget(buffer);
    }
  }

  *#overdue(newest: ArrayBufferLike): Generator<Borrower> {
    for (const [buffer, borrowers] of this.#loans) {
      if (this.#bytes <= this.#bytesMax || buffer === newest) return;
      this.#forget(buffer);
      yield* borrowers.keys();
    }
  }

  #forget(buffer: ArrayBufferLike): void {
    if (this.#loans.delete(buffer)) this.#bytes -= buffer.byteLength;
  }
}
