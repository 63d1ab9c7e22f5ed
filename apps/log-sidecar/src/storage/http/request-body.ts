/** A body goes out in pieces, so that its progress can be seen. */
const PIECE_BYTES = 262_144;

/** Pieces that the kernel has taken over. */
const taken = new WeakSet<object>();

/** Called for each piece of any request that the kernel has taken over. */
export function markTaken(piece: object): void {
  taken.add(piece);
}

/** The body of one request, and how much of it has left this process. */
export class RequestBody {
  readonly #bytes: Buffer;
  readonly #moved: (bytes: number) => void;
  readonly #given: Buffer[] = [];
  #isGiven = false;

  /** @param moved is told of each piece that the connection has taken */
  constructor(bytes: Buffer, moved: (bytes: number) => void) {
    this.#bytes = bytes;
    this.#moved = moved;
  }

  /** Undici starts its timer again with each piece that the server has taken. */
  *pieces(): Generator<Buffer, void, undefined> {
    for (let start = 0; start < this.#bytes.length; start += PIECE_BYTES) {
      const piece = this.#bytes.subarray(start, start + PIECE_BYTES);
      this.#given.push(piece);
      yield piece;
      this.#moved(piece.length);
    }
    this.#isGiven = true;
  }

  /**
   * Whether all of it was sent, as far as this machine can tell.
   *
   * @param isWatched whether the connection marks what the kernel takes (see connect.ts)
   */
  isSent(isWatched: boolean): boolean {
    return this.#isGiven && (!isWatched || this.#given.every((piece) => taken.has(piece)));
  }
}
