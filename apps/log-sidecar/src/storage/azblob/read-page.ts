import { XMLParser } from "fast-xml-parser";
import type { ListedPage } from "../http/list-pages.ts";
import { type ListedObject, StorageError } from "../storage.ts";

interface Listing {
  readonly EnumerationResults?: {
    readonly Blobs?: { readonly Blob?: readonly ListedBlob[] } | string;
    readonly NextMarker?: string;
  };
}

interface ListedBlob {
  readonly Name?: string;
  readonly Properties?: { readonly "Content-Length"?: string; readonly ResourceType?: string };
}

const PARSER = new XMLParser({
  // A name may look like a number, and have spaces at its end.
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === "Blob",
});

/**
 * A page of List Blobs. An account with a hierarchical namespace lists its directories, too; they
 * are left out.
 *
 * @throws StorageError when it is something else: an empty listing must not be read out of a page
 *   that a proxy has made up
 */
export function readPage(body: Buffer): ListedPage {
  const { EnumerationResults: results } = parse(body);
  if (results?.Blobs === undefined) throw unreadable();
  const blobs = typeof results.Blobs === "string" ? [] : (results.Blobs.Blob ?? []);
  const objects = blobs
    .filter(({ Properties: properties }) => properties?.ResourceType !== "directory")
    .map(toObject);
  return { objects, next: results.NextMarker || undefined };
}

function parse(body: Buffer): Listing {
  try {
    return PARSER.parse(body) as Listing;
  } catch (cause) {
    throw unreadable(cause);
  }
}

function toObject({ Name: key, Properties: properties }: ListedBlob): ListedObject {
  const sizeBytes = Number(properties?.["Content-Length"]);
  if (key === undefined || !Number.isSafeInteger(sizeBytes)) throw unreadable();
  return { key, sizeBytes };
}

function unreadable(cause?: unknown): StorageError {
  const message = "Expected a listing of blobs, got something else";
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message, { cause });
}
