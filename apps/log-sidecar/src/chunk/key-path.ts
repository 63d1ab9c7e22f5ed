import { encodeUnless, shortHash } from "./key-segment.ts";

/**
 * S3, Azure and Google take 1,024 bytes for a key: namespace and Pod need up to 255 each, generation
 * and start 78 with their slashes; the rest is for the path in the storage's URL.
 */
const PATH_MAX = 400;
/**
 * What stands beside the folders of a path under a name of its own: where a key is a file, no folder
 * can have its name. Some file systems do not tell upper case from lower case.
 */
const OBJECT_NAME = /^\d{20}\.(?:log(?:\.zst|\.gz)?|gap\.json)$/i;
const FIRST_RESERVED = /^(?:chain\.json|\d{20}\.(?:log(?:\.zst|\.gz)?|gap\.json))$/i;

/**
 * The path of a file as segments of a key. One that would be too long keeps its last name: the
 * generation identifies a chain.
 */
export function encodePath(path: string): string {
  const segments = path.split("/");
  const encoded = segments
    .map((segment, index) => encodeUnless(index === 0 ? FIRST_RESERVED : OBJECT_NAME, segment))
    .join("/");
  if (encoded.length <= PATH_MAX) return encoded;
  const name = segments.pop() ?? "";
  return encodePath(`~${shortHash(segments.join("/"))}/${name}`);
}
