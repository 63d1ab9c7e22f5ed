import { createHash } from "node:crypto";
import { decodeName, encodeName } from "../volume/file-name.ts";

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
/** File systems take 255 bytes for a name. */
const SEGMENT_MAX = 255;
/** S3, Azure and Google take 1,024 bytes for a key; namespace, Pod, generation and start need some. */
const PATH_MAX = 512;
/** Every storage takes these as they are. */
const KEPT = /^[\w.~-]$/;
const ENCODED = /^(?:[\w.~-]|%[\dA-Fa-f]{2})*$/;
/** So much of a longer one is kept: a character takes up to four bytes, each written as `%XX`. */
const KEPT_CHARACTERS = 18;

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
  return [namespace, pod, generation].map(encodeSegment).join("/").concat("/");
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

function isChainKey(key: string): boolean {
  return key.split("/").length === 4 && key.endsWith(`/${CHAIN_NAME}`);
}

/** Where shipping of a Pod tries out what its storage can do; ends in `/`. */
export function canaryFolder({ namespace, pod }: Pick<ChainName, "namespace" | "pod">): string {
  return chainPrefix({ namespace, pod, generation: CANARY });
}

/** A key that shipping writes beside the chunks and gaps of chains. */
export function isKeyOfOurs(key: string): boolean {
  return isChainKey(key) || key.split("/").at(-2) === CANARY;
}

/** Takes a key apart. @returns undefined for a key that shipping does not write */
export function fromObjectKey(
  key: string,
): { readonly chain: ChainName; readonly object: ChainObject } | undefined {
  const [namespace, pod, generation, ...rest] = key.split("/").map(decodeSegment);
  const [, digits, ending] = /^(\d{20})(\..+)$/.exec(rest.pop() ?? "") ?? [];
  const path = rest.join("/");
  if (!namespace || !pod || !generation || !path || digits === undefined) return undefined;
  const chain = { namespace, pod, generation, path };
  const start = Number(digits);
  if (!Number.isSafeInteger(start)) return undefined;
  if (ending === GAP_ENDING) return { chain, object: { kind: "gap", start } };
  const codec = CODECS.find((candidate) => ENDINGS[candidate] === ending);
  return codec === undefined ? undefined : { chain, object: { kind: "chunk", start, codec } };
}

/** A path that would be too long for a key keeps its last name: the generation identifies a chain. */
function encodePath(path: string): string {
  const segments = path.split("/");
  const encoded = segments.map(encodeSegment).join("/");
  const name = segments.pop() ?? "";
  return encoded.length <= PATH_MAX
    ? encoded
    : encodePath(`~${shortHash(segments.join("/"))}/${name}`);
}

function shortHash(text: string): string {
  return createHash("sha256").update(encodeName(text)).digest("hex").slice(0, 16);
}

/**
 * What not every storage takes as it is is written as in a URL (RFC 3986), byte by byte. A name that
 * would be too long for a directory is shortened.
 */
function encodeSegment(segment: string): string {
  const encoded = Array.from(segment, encodeCharacter).join("");
  if (encoded.length > SEGMENT_MAX) {
    const start = Array.from(segment).slice(0, KEPT_CHARACTERS).join("");
    return encodeSegment(`${start}~${shortHash(segment)}`);
  }
  // `.` and `..` would be folded away; a leading dot hides from directory listings.
  return encoded.replace(/^\./, "%2E");
}

function encodeCharacter(character: string): string {
  if (KEPT.test(character)) return character;
  const bytes = encodeName(character).toString("hex").toUpperCase();
  return bytes.replaceAll(/../g, "%$&");
}

/** @returns the empty string for what is not written as we do */
function decodeSegment(segment: string): string {
  if (!ENCODED.test(segment)) return "";
  const bytes = segment.replaceAll(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decodeName(Buffer.from(bytes, "latin1"));
}
