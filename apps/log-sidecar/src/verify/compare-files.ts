import type { LocalFile } from "./local-files.ts";
import { type FileJudgement, type Match, betterMatch, judgeFile } from "./judge-file.ts";

export interface ComparedFile extends FileJudgement {
  readonly path: string;
  readonly sizeBytes: number;
}

/** So much of a file is in memory for a comparison; most pairs differ in the first piece. */
const PIECE_BYTES = 64 * 2 ** 10;

/** Finds for each file the chain that holds its bytes, by content, as names come and go. */
export class FileComparison {
  readonly #best: Map<LocalFile, Match | undefined>;

  constructor(files: readonly LocalFile[]) {
    this.#best = new Map(files.map((file) => [file, undefined]));
  }

  /** Begins to compare a chain with every file. */
  chain(): ChainComparison {
    const matches = [...this.#best.keys()].map((file) => new FileMatch(file));
    return {
      add: async (start, bytes) => {
        for (const match of matches) await match.add(start, bytes);
      },
      end: () => {
        for (const { file, match } of matches) {
          this.#best.set(file, betterMatch(this.#best.get(file), match));
        }
      },
    };
  }

  judge(): readonly ComparedFile[] {
    return [...this.#best].map(([{ path, sizeBytes }, best]) => {
      const { verdict, missingBytes, differsAt } = judgeFile(sizeBytes, best);
      return { path, sizeBytes, verdict, missingBytes, differsAt };
    });
  }
}

export interface ChainComparison {
  /** Takes the chunks in the order of their starts. */
  readonly add: (start: number, bytes: Buffer) => Promise<void>;
  readonly end: () => void;
}

class FileMatch {
  readonly file: LocalFile;
  match: Match = { equalBytes: 0, hasHole: false };
  /** Where the chunks so far end. */
  #reach = 0;

  constructor(file: LocalFile) {
    this.file = file;
  }

  async add(start: number, bytes: Buffer): Promise<void> {
    const { sizeBytes } = this.file;
    const end = Math.min(start + bytes.length, sizeBytes);
    let position = start;
    while (this.match.differsAt === undefined && position < end) {
      const pieceEnd = Math.min(position + PIECE_BYTES, end);
      const piece = bytes.subarray(position - start, pieceEnd - start);
      const equalEnd = position + (await this.#countEqual(position, piece));
      const newBytes = Math.max(0, equalEnd - Math.max(position, this.#reach));
      this.match = {
        equalBytes: this.match.equalBytes + newBytes,
        hasHole: this.match.hasHole || position > this.#reach,
        ...(equalEnd < pieceEnd ? { differsAt: equalEnd } : {}),
      };
      this.#reach = Math.max(this.#reach, equalEnd);
      position = pieceEnd;
    }
  }

  /** How many bytes the file has in common with the piece, up to the first that differs. */
  async #countEqual(position: number, piece: Buffer): Promise<number> {
    const own = Buffer.alloc(piece.length);
    const { bytesRead } = await this.file.handle.read(own, 0, own.length, position);
    if (bytesRead === piece.length && own.equals(piece)) return piece.length;
    let count = 0;
    while (count < bytesRead && own[count] === piece[count]) count++;
    return count;
  }
}
