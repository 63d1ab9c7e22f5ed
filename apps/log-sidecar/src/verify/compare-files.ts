import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { FileMatch } from "./file-match.ts";
import { untruncated } from "./generation.ts";
import { type FileJudgement, type Match, betterMatch, judgeFile } from "./judge-file.ts";
import type { LocalFile, LocalFiles } from "./local-files.ts";

export interface ComparedFile extends FileJudgement {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of one that could not be read. */
  readonly error?: string;
}

/**
 * Finds for each file the chain that holds its bytes. A file that has chains of its own in the storage
 * (of its inode and birth) is compared with these; any other one, such as a copy, with every chain, as
 * names come and go.
 */
export class FileComparison {
  readonly #local: LocalFiles;
  readonly #best = new Map<LocalFile, Match>();
  readonly #owners: ReadonlyMap<string, readonly LocalFile[]>;
  readonly #others: ReadonlySet<LocalFile>;

  /** @param generations every one of the storage */
  constructor(local: LocalFiles, generations: ReadonlySet<string>) {
    this.#local = local;
    const readable = local.files.filter(({ error }) => error === undefined);
    const known = new Set([...generations].map(untruncated));
    this.#owners = Map.groupBy(readable, ({ generationId }) => generationId);
    this.#others = new Set(readable.filter(({ generationId }) => !known.has(generationId)));
  }

  /** Begins to compare a chain with every file that may have it. */
  chain(generation: string): ChainComparison {
    const own = this.#owners.get(untruncated(generation)) ?? [];
    const candidates = new Set([...own, ...this.#others]);
    const matches = [...candidates].filter((file) => !this.#isWhole(file));
    return new ChainComparison(
      matches.map((file) => new FileMatch(file, this.#local)),
      ({ file, match }) => this.#best.set(file, betterMatch(this.#best.get(file), match)),
    );
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

  #isWhole(file: LocalFile): boolean {
    const isRead = file.error === undefined;
    return isRead && judgeFile(file.sizeBytes, this.#best.get(file)).missingBytes === 0;
  }
}

/** Takes the bytes of a chain, in their order. */
export class ChainComparison {
  /** Those that may still have more in common with the chain. */
  #matches: readonly FileMatch[];
  readonly #ended: (match: FileMatch) => void;

  constructor(matches: readonly FileMatch[], ended: (match: FileMatch) => void) {
    this.#matches = matches;
    this.#ended = ended;
  }

  async add(start: number, bytes: Buffer): Promise<void> {
    let isAnyOver = false;
    for (const match of this.#matches) {
      if (!match.addHead(start, bytes)) await addRest(match, start, bytes);
      isAnyOver ||= match.isOver;
    }
    if (!isAnyOver) return;
    for (const match of this.#matches) if (match.isOver) this.#ended(match);
    this.#matches = this.#matches.filter(({ isOver }) => !isOver);
  }

  end(): void {
    for (const match of this.#matches) this.#ended(match);
    this.#matches = [];
  }
}

async function addRest(match: FileMatch, start: number, bytes: Buffer): Promise<void> {
  try {
    await match.add(start, bytes);
  } catch (error) {
    // It may have gone, or be another file under that name; the others are not to suffer from it.
    const { message } = error instanceof Error ? error : new Error(errorCode(error));
    match.file.error = message;
  }
}
