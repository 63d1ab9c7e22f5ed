import type { ListedPage } from "../http/list-pages.ts";
import { StorageError } from "../storage.ts";

/** The fields of a listing that are read here, as the API is told to leave out the others. */
export const PAGE_FIELDS = "kind,nextPageToken,items(name,size)";

interface Listing {
  readonly kind?: unknown;
  readonly nextPageToken?: unknown;
  readonly items?: unknown;
}

/**
 * A page of `objects.list` (https://cloud.google.com/storage/docs/json_api/v1/objects/list).
 *
 * @throws StorageError when it is something else: an empty listing must not be read out of a page
 *   that a proxy has made up
 */
export function readPage(body: Buffer): ListedPage {
  const { kind, nextPageToken = "", items = [] } = parse(body);
  if (kind !== "storage#objects" || !Array.isArray(items)) throw unreadable();
  if (typeof nextPageToken !== "string") throw unreadable();
  const objects = items.map((item: unknown) => {
    const { name, size } = Object(item) as Readonly<Record<string, unknown>>;
    const sizeBytes = Number(size);
    const isSize = Number.isSafeInteger(sizeBytes) && sizeBytes >= 0;
    if (typeof name !== "string" || name === "" || !isSize) throw unreadable();
    return { key: name, sizeBytes };
  });
  return { objects, next: nextPageToken || undefined };
}

function parse(body: Buffer): Listing {
  try {
    const listing: unknown = JSON.parse(String(body));
    return typeof listing === "object" && listing !== null ? listing : {};
  } catch {
    // Without the parser's error, which has some of the text in it.
    throw unreadable();
  }
}

function unreadable(): StorageError {
  const message = "Expected a listing of objects, got something else";
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message);
}
