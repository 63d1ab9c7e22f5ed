import type { Storage } from "../storage/storage.ts";
import { READ_CONCURRENCY } from "./chain-bytes.ts";
import type { ComparedFile, FileComparison } from "./compare-files.ts";
import { type Generation, type GenerationName, compareGenerations } from "./generation.ts";
import { type Judgement, type Link, judgeChain } from "./judge-chain.ts";
import { listGenerations } from "./list-generations.ts";
import { mapAhead } from "./map-ahead.ts";
import { readLink } from "./read-link.ts";

export interface JudgedGeneration extends GenerationName, Judgement {
  readonly path: string;
}

export interface Verification {
  readonly url: string;
  readonly generations: readonly JudgedGeneration[];
  /** Keys that shipping did not write; they do not count against the storage. */
  readonly foreign: readonly string[];
  /** Only where the storage was compared with a folder. */
  readonly files?: readonly ComparedFile[];
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly comparison: FileComparison | undefined;
  /** Called with each object that was read. */
  readonly onRead: (link: Link) => void;
}

/** Every byte is in the storage exactly once, and every file that it was compared with as well. */
export function isWhole({ generations, files = [] }: Verification): boolean {
  const judged = [...generations, ...files];
  return generations.length > 0 && judged.every(({ verdict }) => verdict === "whole");
}

/** Reads everything in a storage and judges it. A few chunks are in memory at once. */
export async function verifyStorage(
  storage: Storage,
  options: VerifyOptions,
): Promise<Verification> {
  const generations: JudgedGeneration[] = [];
  const foreign: string[] = [];
  for await (const found of listGenerations(storage, options.signal)) {
    if (found.kind === "foreign") foreign.push(found.key);
    else generations.push(await verifyGeneration(storage, found.generation, options));
  }
  return {
    url: storage.url,
    generations: generations.toSorted(compareGenerations),
    foreign,
    ...(options.comparison && { files: options.comparison.judge() }),
  };
}

async function verifyGeneration(
  storage: Storage,
  { objects, ...name }: Generation,
  { signal, comparison, onRead }: VerifyOptions,
): Promise<JudgedGeneration> {
  const links: Link[] = [];
  const chain = comparison?.chain();
  const read = mapAhead(objects, READ_CONCURRENCY, (object) => readLink(storage, object, signal));
  for await (const { link, bytes } of read) {
    links.push(link);
    if (bytes !== undefined) await chain?.add(link.start, bytes);
    onRead(link);
  }
  chain?.end();
  return { ...name, ...judgeChain(links) };
}
