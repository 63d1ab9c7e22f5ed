import type { Storage } from "../storage/storage.ts";
import { FileComparison } from "./compare-files.ts";
import { listGenerations } from "./list-generations.ts";
import { listLocal } from "./list-local.ts";
import { LocalFiles } from "./local-files.ts";
import type { LocalSelection } from "./local-selection.ts";
import type { Verification } from "./verify-storage.ts";

/** What a storage was compared with. */
export interface Compared {
  readonly folder: string;
  readonly collect: string;
  readonly collectExclude: string;
  /** How many files were compared, and how many are there beside them. */
  readonly files: number;
  readonly notSelected: number;
}

export interface LocalComparison extends AsyncDisposable {
  readonly comparison: FileComparison;
  readonly compared: Compared;
  /** Adds what was found, and what could not be read. */
  readonly complete: (verification: Verification) => Verification & { compared: Compared };
}

/**
 * Makes ready to compare a storage with the files of a folder.
 *
 * @throws the system's error when the folder cannot be read; StorageError
 */
export async function compareLocal(
  storage: Storage,
  selection: LocalSelection,
  signal: AbortSignal,
): Promise<LocalComparison> {
  const { folder, collect, collectExclude } = selection;
  const { paths, notSelected, unreadable } = await listLocal(selection);
  await using opened = new AsyncDisposableStack();
  const local = opened.use(await LocalFiles.find(folder, paths));
  const comparison = new FileComparison(local, await generationsOf(storage, signal));
  const compared = { folder, collect, collectExclude, files: local.files.length, notSelected };
  const stack = opened.move();
  return {
    comparison,
    compared,
    complete: (verification) => ({
      ...verification,
      compared,
      files: [
        ...comparison.judge(),
        ...unreadable.map(({ path, error }) => {
          return { path, sizeBytes: 0, verdict: "unreadable", missingBytes: 0, error } as const;
        }),
      ],
    }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Names alone: which files have a chain of their own must be known before the first is compared. */
async function generationsOf(storage: Storage, signal: AbortSignal): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const found of listGenerations(storage, signal)) {
    if (found.kind === "generation") names.add(found.generation.generation);
  }
  return names;
}
