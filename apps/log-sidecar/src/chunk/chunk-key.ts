import { decodeSegment, encodeSegment, encodeUnless } from "./key-segment.ts";
import { encodePath } from "./key-path.ts";

/** How the bytes of a chunk are compressed, and the ending of its key that says so. */
export const CODECS = ["zstd", "gzip", "none"] as const;
export type Codec = (typeof CODECS)[number];

const ENDINGS: Readonly<Record<Codec, string>> = {
  zstd: ".log.zst",
  gzip: ".log.gz",
  none: ".log",
};
const CHAIN_NAME = "chain.json";
const CANARY = "canary";
const GAP_ENDING = ".gap.json";
const START_DIGITS = 20;
/** A generation of that name would be among what the canary leaves; `canary` on some file systems. */
const RESERVED_GENERATION = /^canary$/i;

/** The chain of one generation of one file of one Pod. */
export interface ChainName {
  readonly namespace: string;
  readonly pod: string;
  /** Birth time and inode; sorts by time. */
  readonly generation: string;
  /** The name it was first found under, relative to the volume. */
  readonly path: string;
}

export type ChainObject =
  | { readonly kind: "chunk"; readonly start: number; readonly codec: Codec }
  | { readonly kind: "gap"; readonly start: number };

/** `<namespace>/<pod>/<generation>/`: all that a chain has, whatever its path and codec. */
export function chainPrefix({ namespace, pod, generation }: Omit<ChainName, "path">): string {
  const id = encodeUnless(RESERVED_GENERATION, generation);
  return `${encodeSegment(namespace)}/${encodeSegment(pod)}/${id}/`;
}

/** `<namespace>/<pod>/<generation>/<path>/<start, 20 digits>.log.zst` */
export function toObjectKey(chain: ChainName, object: ChainObject): string {
  const path = encodePath(chain.path);
  const start = String(object.start).padStart(START_DIGITS, "0");
  const ending = object.kind === "gap" ? GAP_ENDING : ENDINGS[object.codec];
  return `${chainPrefix(chain)}${path}/${start}${ending}`;
}

/** `<namespace>/<pod>/<generation>/chain.json`: says under which path and in which codec it is. */
export function toChainKey(chain: Omit<ChainName, "path">): string {
  return chainPrefix(chain) + CHAIN_NAME;
}

/** Where shipping of a Pod tries out what its storage can do; ends in `/`. */
export function canaryFolder({ namespace, pod }: Pick<ChainName, "namespace" | "pod">): string {
  return `${encodeSegment(namespace)}/${encodeSegment(pod)}/${CANARY}/`;
}

/** A key that shipping writes beside the chunks and gaps of chains. */
export function isKeyOfOurs(key: string): boolean {
  const segments = key.split("/");
  return segments.length === 4 && (segments[2] === CANARY || segments[3] === CHAIN_NAME);
}

/** Takes a key apart. @returns undefined for a key that shipping does not write */
export function fromObjectKey(
  key: string,
): { readonly chain: ChainName; readonly object: ChainObject } | undefined {
  const found = takeApart(key);
  // Whatever is spelled in another way (`%61` for `a`, `..`) is another key.
  return found && toObjectKey(found.chain, found.object) === key ? found : undefined;
}

function takeApart(
  key: string,
): { readonly chain: ChainName; readonly object: ChainObject } | undefined {
  const segments = key.split("/");
  const [, digits, ending] = /^(\d{20})(\..+)$/.exec(segments.pop() ?? "") ?? [];
  const names = segments.map(decodeSegment);
  const [namespace, pod, generation, ...rest] = names;
  const path = rest.join("/");
  if (!namespace || !pod || !generation || !path || digits === undefined) return undefined;
  if (names.includes("")) return undefined;
  const chain = { namespace, pod, generation, path };
  const start = Number(digits);
  if (!Number.isSafeInteger(start)) return undefined;
  if (ending === GAP_ENDING) return { chain, object: { kind: "gap", start } };
  const codec = CODECS.find((candidate) => ENDINGS[candidate] === ending);
  return codec === undefined ? undefined : { chain, object: { kind: "chunk", start, codec } };
}
