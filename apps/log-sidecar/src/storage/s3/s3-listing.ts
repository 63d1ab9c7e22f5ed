import type { ListedPage } from "../http/list-pages.ts";
import type { ListedObject } from "../storage.ts";
import { type XmlElement, childrenOf, countOf, parseXml, textOf } from "../xml/parse-xml.ts";

/**
 * Reads an answer to ListObjectsV2. Whatever is not plain is refused: a listing that is cut short,
 * or a key that is read wrong, would look like chunks that are not there.
 *
 * @returns undefined for anything else than a whole listing
 */
export function parseListing(body: Buffer): ListedPage | undefined {
  const root = parseXml(body, "ListBucketResult");
  if (root === undefined) return undefined;
  const isEscaped = textOf(root, "EncodingType") === "url";
  const objects = childrenOf(root, "Contents").map((entry) => parseObject(entry, isEscaped));
  if (!objects.every((object) => object !== undefined)) return undefined;
  const next = textOf(root, "NextContinuationToken");
  // A server that knows no pages may not say that there is no other.
  const isTruncated = textOf(root, "IsTruncated") ?? (next ? "true" : "false");
  if (isTruncated === "false") return { objects, next: undefined };
  return isTruncated === "true" && next ? { objects, next } : undefined;
}

function parseObject(entry: XmlElement, isEscaped: boolean): ListedObject | undefined {
  const key = unescape(textOf(entry, "Key"), isEscaped);
  const sizeBytes = countOf(entry, "Size");
  return key && sizeBytes !== undefined ? { key, sizeBytes } : undefined;
}

/** AWS writes a space as `+`, others as `%20`; a plus is `%2B` for all of them. */
function unescape(text: string | undefined, isEscaped: boolean): string | undefined {
  if (text === undefined || !isEscaped) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
