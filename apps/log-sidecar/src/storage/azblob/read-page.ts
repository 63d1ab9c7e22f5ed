import type { ListedPage } from "../http/list-pages.ts";
import { type ListedObject, StorageError } from "../storage.ts";
import { type XmlElement, childrenOf, countOf, parseXml, textOf } from "../xml/parse-xml.ts";

/**
 * A page of List Blobs. An account with a hierarchical namespace lists its directories, too; they
 * are left out.
 *
 * @throws StorageError when it is something else: an empty listing must not be read out of a page
 *   that a proxy has made up
 */
export function readPage(body: Buffer): ListedPage {
  const results = parseXml(body, "EnumerationResults");
  const [blobs, ...others] = childrenOf(results, "Blobs");
  if (blobs === undefined || others.length > 0) throw unreadable();
  const objects = childrenOf(blobs, "Blob").filter((blob) => !isDirectory(blob));
  return { objects: objects.map(toObject), next: textOf(results, "NextMarker") || undefined };
}

function isDirectory(blob: XmlElement): boolean {
  return textOf(propertiesOf(blob), "ResourceType") === "directory";
}

function toObject(blob: XmlElement): ListedObject {
  const key = textOf(blob, "Name");
  const sizeBytes = countOf(propertiesOf(blob), "Content-Length");
  if (!key || sizeBytes === undefined) throw unreadable();
  return { key, sizeBytes };
}

function propertiesOf(blob: XmlElement): XmlElement | undefined {
  return childrenOf(blob, "Properties")[0];
}

function unreadable(): StorageError {
  const message = "Expected a listing of blobs, got something else";
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message);
}
