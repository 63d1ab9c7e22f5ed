import { ChainComparison } from "./chain-comparison.ts";
import { FileMatch } from "./file-match.ts";
import { untruncated } from "./generation.ts";
import { type FileJudgement, type Match, betterMatch, judgeFile } from "./judge-file.ts";
import type { LocalFile, LocalFiles } from "./local-files.ts";
import { type PrefixDigestChain, PrefixDigests } from "./prefix-digests.ts";

export interface ComparedFile extends FileJudgement {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of one that could not be read. */
  readonly error?: string;
}

/**
 * Finds for each file the chain that holds its bytes. A file that has chains of its own in the storage
 * (of its inode and birth) is compared with these. Any other one, such as a copy, may be in every chain,
 * as names come and go: a first pass over all chains finds those that are whole, by digests; what the
 * others have in common with the chains is found in a second one.
 */
export class FileComparison {
  readonly #local: LocalFiles;
  readonly #digests: PrefixDigests;
  readonly #best = new Map<LocalFile, Match>();
  readonly #owners: ReadonlyMap<string, readonly LocalFile[]>;
  readonly #others: readonly LocalFile[];

  /** @param generations every one of the storage */
  constructor(local: LocalFiles, generations: ReadonlySet<string>) {
    this.#local = local;
    this.#digests = new PrefixDigests(local);
    const readable = local.files.filter(({ error }) => error === undefined);
    const known = new Set([...generations].map(untruncated));
    this.#owners = Map.groupBy(readable, ({ generationId }) => generationId);
    this.#others = readable.filter(({ generationId }) => !known.has(generationId));
  }

  /** Begins to compare a chain, in the first pass. */
  chain(generation: string): ChainComparison {
    const own = this.#owners.get(untruncated(generation)) ?? [];
    const digests = this.#digests.chain(this.#remaining, (file) =>
      this.#best.set(file, { equalBytes: file.sizeBytes, hasHole: false }),
    );
    return this.#compare(own, digests);
  }

  /** Whether there is anything to find in a second pass. */
  get needsSecondPass(): boolean {
    return this.#remaining.length > 0;
  }

  /** Begins to compare a chain, in the second pass. */
  chainAgain(): ChainComparison {
    return this.#compare(this.#remaining);
  }

  judge(): readonly ComparedFile[] {
    return this.#local.files.map((file) => {
      const { path, sizeBytes, error } = file;
      if (error !== undefined) {
        return { path, sizeBytes, verdict: "unreadable", missingBytes: sizeBytes, error };
      }
      const { verdict, missingBytes, differsAt } = judgeFile(sizeBytes, this.#best.get(file));
      return { path, sizeBytes, verdict, missingBytes, differsAt };
    });
  }

  /** Those that may be in any chain, and were not found whole in one. */
  get #remaining(): readonly LocalFile[] {
    return this.#others.filter((file) => !this.#isWhole(file) && file.error === undefined);
  }

  #isWhole(file: LocalFile): boolean {
    return judgeFile(file.sizeBytes, this.#best.get(file)).missingBytes === 0;
  }

  #compare(files: readonly LocalFile[], digests?: PrefixDigestChain): ChainComparison {
    const matches = files
      .filter((file) => !this.#isWhole(file))
      .map((file) => new FileMatch(file, this.#local));
    const ended = ({ file, match }: FileMatch): void => {
      this.#best.set(file, betterMatch(this.#best.get(file), match));
    };
    return new ChainComparison({ matches, digests, ended });
  }
}
