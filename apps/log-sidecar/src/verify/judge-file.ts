/** How far a file and a chain agree, byte for byte at the same places. */
export interface Match {
  /** Bytes of the file that the chain holds, too. */
  readonly equalBytes: number;
  /** Where the chain has another byte than the file. */
  readonly differsAt?: number;
  /** The chain lacks bytes before others that it has. */
  readonly hasHole: boolean;
}

/** `whole`: all its bytes are in the storage, in one chain. `unreadable`: nobody knows. */
export type FileVerdict = "whole" | "missing end" | "missing" | "differing" | "unreadable";

export interface FileJudgement {
  readonly verdict: FileVerdict;
  /** Bytes of the file that are not in the storage, as far as its closest chain shows. */
  readonly missingBytes: number;
  readonly differsAt?: number | undefined;
}

/** Judges a file by the chain that agrees with it best; undefined where none does at all. */
export function judgeFile(sizeBytes: number, best: Match | undefined): FileJudgement {
  const { equalBytes, differsAt, hasHole } = best ?? { equalBytes: 0, hasHole: false };
  const missingBytes = sizeBytes - equalBytes;
  if (missingBytes === 0) return { verdict: "whole", missingBytes };
  // Two files that already differ in their first byte have nothing to do with each other.
  if (equalBytes === 0) return { verdict: "missing", missingBytes };
  if (differsAt !== undefined) return { verdict: "differing", missingBytes, differsAt };
  return { verdict: hasHole ? "missing" : "missing end", missingBytes };
}

/** The better one; of equals, the one that does not differ. */
export function betterMatch(a: Match | undefined, b: Match): Match {
  if (a === undefined || b.equalBytes > a.equalBytes) return b;
  const isEqual = b.equalBytes === a.equalBytes;
  return isEqual && a.differsAt !== undefined && b.differsAt === undefined ? b : a;
}
