import type { Storage } from "../storage/storage.ts";
import type { ChainComparison } from "./chain-comparison.ts";
import type { ComparedFile, FileComparison } from "./compare-files.ts";
import { type ForeignFindings, ForeignKeys } from "./foreign-keys.ts";
import { type Generation, type GenerationName, compareGenerations } from "./generation.ts";
import { type Judgement, type Link, judgeChain } from "./judge-chain.ts";
import { listGenerations } from "./list-generations.ts";
import { mapAhead } from "./map-ahead.ts";
import { READ_AHEAD, type ReadLink, readLink } from "./read-link.ts";

export interface JudgedGeneration extends GenerationName, Judgement {
  readonly path: string;
}

/** The foreign keys do not count against the storage. */
export interface Verification extends ForeignFindings {
  readonly url: string;
  readonly generations: readonly JudgedGeneration[];
  /** Only where the storage was compared with a folder. */
  readonly files?: readonly ComparedFile[];
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly comparison: FileComparison | undefined;
  /** Called with each object that was read. */
  readonly onRead: (link: Link) => void;
}

/** What a comparison needs twice stays in memory up to a chunk of usual size. */
const KEPT_BYTES = 4 * 2 ** 20;

/** Every byte is in the storage exactly once, and every file that it was compared with as well. */
export function isWhole({
  generations,
  files = [],
}: Pick<Verification, "generations" | "files">): boolean {
  const judged = [...generations, ...files];
  return generations.length > 0 && judged.every(({ verdict }) => verdict === "whole");
}

/** Reads everything in a storage and judges it. A few chunks are in memory at once, none decoded. */
export async function verifyStorage(
  storage: Storage,
  options: VerifyOptions,
): Promise<Verification> {
  const { signal } = options;
  const generations: JudgedGeneration[] = [];
  const others = new ForeignKeys(storage.url);
  for await (const found of listGenerations(storage, signal)) {
    if (found.kind === "foreign") others.add(found.key);
    else generations.push(await verifyGeneration(storage, found.generation, options));
  }
  if (options.comparison?.needsSecondPass) await compareAgain(storage, options.comparison, signal);
  return {
    url: storage.url,
    generations: generations.toSorted(compareGenerations),
    foreign: others.foreign,
    foreignCount: others.foreignCount,
    likelyUrl: others.likelyUrl,
    ...(options.comparison && { files: options.comparison.judge() }),
  };
}

async function verifyGeneration(
  storage: Storage,
  { objects, ...name }: Generation,
  { signal, comparison, onRead }: VerifyOptions,
): Promise<JudgedGeneration> {
  const links: Link[] = [];
  const chain = comparison?.chain(name.generation);
  const keepBytes = chain === undefined ? 0 : KEPT_BYTES;
  const read = mapAhead(objects, READ_AHEAD, (object) =>
    readLink(storage, object, signal, keepBytes),
  );
  for await (const found of read) {
    links.push(found.link);
    if (chain !== undefined) await compareLink(chain, found);
    onRead(found.link);
  }
  chain?.end();
  return { ...name, ...judgeChain(links) };
}

/** Reads each chain only for as long as it has anything in common with a file. */
async function compareAgain(
  storage: Storage,
  comparison: FileComparison,
  signal: AbortSignal,
): Promise<void> {
  for await (const found of listGenerations(storage, signal)) {
    if (found.kind === "foreign") continue;
    const chain = comparison.chainAgain();
    for (const object of found.generation.objects) {
      if (chain.isOver) break;
      await compareLink(chain, await readLink(storage, object, signal, KEPT_BYTES));
    }
    chain.end();
  }
}

async function compareLink(chain: ChainComparison, { link, chunk }: ReadLink): Promise<void> {
  if (chunk === undefined || chain.isOver) return;
  let position = link.start;
  for await (const piece of chunk.pieces()) {
    await chain.add(position, piece);
    position += piece.length;
  }
}
