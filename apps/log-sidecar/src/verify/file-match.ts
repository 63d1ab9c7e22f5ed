import type { Match } from "./judge-file.ts";
import { type LocalFile, type LocalFiles, PIECE_BYTES } from "./local-files.ts";

/** How far one file and one chain agree. */
export class FileMatch {
  readonly file: LocalFile;
  match: Match = { equalBytes: 0, hasHole: false };
  readonly #local: LocalFiles;
  /** Where the chunks so far end. */
  #reach = 0;

  constructor(file: LocalFile, local: LocalFiles) {
    this.file = file;
    this.#local = local;
  }

  /** Nothing that comes can change it any more. */
  get isOver(): boolean {
    const { sizeBytes, error } = this.file;
    const isDecided = this.match.differsAt !== undefined || this.#reach >= sizeBytes;
    return isDecided || error !== undefined;
  }

  /**
   * Compares with what is known of the file in memory.
   *
   * @returns false when that does not tell, and nothing was compared
   */
  addHead(start: number, bytes: Buffer): boolean {
    const { head, sizeBytes } = this.file;
    if (this.isOver || start >= sizeBytes) return true;
    const length = Math.min(bytes.length, head.length - start);
    if (length <= 0) return false;
    const equal = countEqual(head.subarray(start, start + length), bytes.subarray(0, length));
    // More of the same piece is to be read, unless the file ends with its head.
    if (equal === length && length < Math.min(bytes.length, sizeBytes - start)) return false;
    this.#took(start, start + length, start + equal);
    return true;
  }

  /** Compares with what has to be read of the file. */
  async add(start: number, bytes: Buffer): Promise<void> {
    const end = Math.min(start + bytes.length, this.file.sizeBytes);
    let position = start;
    while (this.match.differsAt === undefined && position < end) {
      const pieceEnd = Math.min(position + PIECE_BYTES, end);
      const own = await this.#local.read(this.file, position, pieceEnd - position);
      if (own === undefined) return;
      const chain = bytes.subarray(position - start, pieceEnd - start);
      this.#took(position, pieceEnd, position + countEqual(own, chain));
      position = pieceEnd;
    }
  }

  #took(position: number, pieceEnd: number, equalEnd: number): void {
    const newBytes = Math.max(0, equalEnd - Math.max(position, this.#reach));
    this.match = {
      equalBytes: this.match.equalBytes + newBytes,
      hasHole: this.match.hasHole || position > this.#reach,
      ...(equalEnd < pieceEnd ? { differsAt: equalEnd } : {}),
    };
    this.#reach = Math.max(this.#reach, equalEnd);
  }
}

/** How many bytes two have in common, up to the first that differs. */
function countEqual(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length);
  if (one.length === other.length && one.equals(other)) return length;
  let count = 0;
  while (count < length && one[count] === other[count]) count++;
  return count;
}
