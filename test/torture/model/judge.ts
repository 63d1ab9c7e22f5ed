import { fromObjectKey } from "../../../apps/log-sidecar/src/chunk/chunk-key.ts";
import { verifyStorage } from "../../../apps/log-sidecar/src/verify/verify-storage.ts";
import { zstdDecompressSync } from "node:zlib";
import { MemoryStorage, type Objects } from "./memory-storage.ts";
import type { Track } from "./volume.ts";

interface Chain {
  readonly truncations: number;
  readonly links: readonly {
    readonly start: number;
    readonly end: number;
    readonly text?: string;
  }[];
}

/** What is wrong with a storage, in words. @param visible the files that the sidecar must know */
export async function judge(
  objects: Objects,
  tracks: readonly Track[],
  visible: ReadonlySet<Track>,
): Promise<readonly string[]> {
  const chains = readChains(objects);
  const problems = tracks.flatMap((track) => {
    const own = chains.get(track.generationId) ?? [];
    chains.delete(track.generationId);
    return [
      ...own.flatMap((chain) =>
        faultsOf(chain).map((fault) => `${track.generationId}-t${chain.truncations}: ${fault}`),
      ),
      ...(isExplained(own, track, visible.has(track)) ? [] : [describe(own, track)]),
    ];
  });
  for (const id of chains.keys()) problems.push(`${id}: a chain of no file`);
  const { signal } = new AbortController();
  const options = { signal, comparison: undefined, onRead: () => {} };
  const { generations, foreign } = await verifyStorage(new MemoryStorage(objects), options);
  for (const { generation, verdict, problems: own } of generations) {
    if (verdict === "broken") problems.push(`verify: ${generation}: ${own.join(", ")}`);
  }
  return [...problems, ...foreign];
}

function readChains(objects: Objects): Map<string, readonly Chain[]> {
  const byId = new Map<string, Map<number, Chain["links"][number][]>>();
  for (const [key, body] of objects) {
    const { chain, object } = fromObjectKey(key) ?? {};
    if (chain === undefined || object === undefined) continue;
    const [, id = "", truncations = "0"] = /^(.*?)(?:-t(\d+))?$/.exec(chain.generation) ?? [];
    const links = byId
      .getOrInsertComputed(id, () => new Map())
      .getOrInsertComputed(Number(truncations), () => []);
    const { start } = object;
    if (object.kind === "gap") {
      links.push({ start, end: (JSON.parse(body.toString()) as { end: number }).end });
    } else {
      const text = (object.codec === "zstd" ? zstdDecompressSync(body) : body).toString("latin1");
      links.push({ start, end: start + text.length, text });
    }
  }
  return new Map(
    [...byId].map(([id, chains]) => [
      id,
      [...chains]
        .toSorted(([one], [other]) => one - other)
        .map(([truncations, links]) => ({
          truncations,
          links: links.toSorted((a, b) => a.start - b.start),
        })),
    ]),
  );
}

/** Holes, overlaps, empty objects. */
function faultsOf({ links }: Chain): readonly string[] {
  const faults: string[] = [];
  let reach = 0;
  for (const { start, end } of links) {
    if (start !== reach || end <= start) faults.push(`${start} to ${end} after ${reach}`);
    reach = end;
  }
  return faults;
}

/** Whether each chain is of a life of its own, in their order, and no life lacks what it must have. */
function isExplained(chains: readonly Chain[], track: Track, isVisible: boolean): boolean {
  const explain = (index: number, life: number): boolean => {
    if (life === track.lives.length) return index === chains.length;
    const chain = chains[index];
    if (chain !== undefined && isOf(chain, track, life, isVisible) && explain(index + 1, life + 1))
      return true;
    return mustReach(track, life, isVisible) === 0 && explain(index, life + 1);
  };
  return explain(0, 0);
}

function isOf({ links }: Chain, track: Track, life: number, isVisible: boolean): boolean {
  const content = track.lives[life] ?? "";
  const isLast = life === track.life;
  // A later life may have been seen, and lost, before it was known that this one is over.
  const lostBytesMax = Math.max(...track.lives.slice(life).map(({ length }) => length));
  const isTrue = links.every(({ start, end, text }) =>
    text === undefined ? !isLast && end <= lostBytesMax : content.startsWith(text, start),
  );
  return isTrue && (links.at(-1)?.end ?? 0) >= mustReach(track, life, isVisible);
}

/** Up to where the chain of a life must tell what became of its bytes. */
function mustReach(track: Track, life: number, isVisible: boolean): number {
  if (life === track.life) return isVisible ? track.content.length : 0;
  return Math.max(
    0,
    ...track.owed.filter((owed) => owed.life === life).map(({ seenBytes }) => seenBytes),
  );
}

function describe(chains: readonly Chain[], { generationId, lives, owed }: Track): string {
  return `${generationId}: ${JSON.stringify({ chains, lives, owed })}`;
}
