import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Codec, fromObjectKey } from "../../apps/log-sidecar/src/chunk/chunk-key.ts";

/** What a storage holds of one generation. */
export interface Chain {
  readonly generation: string;
  /** Every path that its keys name; more than one is no fault. */
  readonly paths: readonly string[];
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  /** The content of its gap records. */
  readonly gaps: readonly string[];
  /** Holes, overlaps, bodies that cannot be decoded: empty when all is well. */
  readonly problems: readonly string[];
}

interface StoredChunk {
  readonly start: number;
  readonly codec: Codec;
  readonly body: Buffer;
}

interface Parts {
  readonly paths: Set<string>;
  readonly chunks: StoredChunk[];
  readonly gaps: string[];
}

const DECODERS: Readonly<Record<Codec, (body: Buffer) => Buffer>> = {
  zstd: (body) => zstdDecompressSync(body),
  gzip: (body) => gunzipSync(body),
  none: (body) => body,
};

/**
 * Reads every chain out of a directory storage, with nothing of the product but the form of its
 * keys. Generations come in the order of their birth.
 */
export async function readStorage(folder: string): Promise<readonly Chain[]> {
  const chains = new Map<string, Parts>();
  for (const path of await listFiles(folder)) {
    const parsed = fromObjectKey(relative(folder, path));
    if (parsed === undefined) continue;
    const { chain, object } = parsed;
    const id = `${chain.namespace}/${chain.pod}/${chain.generation}`;
    const parts = chains.get(id) ?? { paths: new Set(), chunks: [], gaps: [] };
    chains.set(id, parts);
    parts.paths.add(chain.path);
    const body = await readFile(path);
    if (object.kind === "gap") parts.gaps.push(body.toString());
    else parts.chunks.push({ start: object.start, codec: object.codec, body });
  }
  return [...chains]
    .toSorted(([one], [other]) => one.localeCompare(other, "en", { numeric: true }))
    .map(([id, parts]) => toChain(id.split("/").at(-1) ?? "", parts));
}

function toChain(generation: string, { paths, chunks, gaps }: Parts): Chain {
  const problems: string[] = [];
  const bodies: Buffer[] = [];
  let end = 0;
  for (const { start, codec, body } of chunks.toSorted((one, other) => one.start - other.start)) {
    try {
      const bytes = DECODERS[codec](body);
      if (start !== end)
        problems.push(`${start < end ? "overlap" : "hole"} at ${start}, not ${end}`);
      if (bytes.length === 0) problems.push(`empty chunk at ${start}`);
      bodies.push(bytes);
      end = start + bytes.length;
    } catch (error) {
      problems.push(`chunk at ${start}: ${String(error)}`);
    }
  }
  const starts = chunks.map(({ start }) => start);
  return { generation, paths: [...paths], bytes: Buffer.concat(bodies), starts, gaps, problems };
}

/** @returns the files below a folder, those with a leading dot left out; none if it is not there */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name));
}
